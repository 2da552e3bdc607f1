// To which running processes does a command speak?
import type { Argv } from 'yargs'
import { given, ofThis, type Parsed } from './parsed.ts'

export const withWhom = (command: Argv): Argv =>
  command
    .option('process', { string: true, group: ofThis, describe: 'only the process of this name' })
    .option('socket', { string: true, group: ofThis, describe: 'only the process behind this control socket' })

/** The names of the words that say so. */
export const whomWords = ['process', 'socket'] as const

export type Whom = { readonly [Name in (typeof whomWords)[number]]?: string }

export const whomOf = (parsed: Parsed): Whom => Object.fromEntries(whomWords.flatMap((name) => given(name, name, parsed)))
