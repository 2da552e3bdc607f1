#!/usr/bin/env node
// Is it `run` that was asked for, or else what?
import parse from 'yargs-parser'
import { commands, readArguments } from '../lib/config/arguments.ts'
import { flagNames } from '../lib/config/flags.ts'
import { asWritten } from './words.ts'

const words = process.argv.slice(2)
const parsed = parse(words, { string: [...flagNames], boolean: ['help', 'version'], configuration: asWritten })
const [first] = parsed._
const other = commands.some((command) => command !== 'run' && command === first)

// What lists the commands and prints the help takes longer to load than all else together, and `run` is in a hurry.
if (other || parsed.help === true || parsed.version === true) {
  const { commandLine } = await import('./command-line.ts')
  await commandLine(words)
} else {
  const { run } = await import('../lib/daemon/run.ts')
  await run(readArguments(parsed, process.env, []))
}
