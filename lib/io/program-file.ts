// What would the system begin where a program is named, as the files say that are on the way?
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs'
import { mountOf } from './mount.ts'

type Words = readonly [string, ...string[]]

/** As much as the kernel reads of a script for its interpreter (execve(2)). */
const headBytes = 256
/** A script may be the interpreter of another one, so often. */
const mostScripts = 5

/** Whether to begin it could wait for a mount that is not of this machine: that of its file, or that of its interpreter. */
export const mayWait = ([file]: Words): boolean => placesOf(file).some((place) => leadsAway(place, mostScripts))

/**
 * Whether its file holds nothing at all, as copying to a full disk or a loss of power leaves it: that would be begun as a script without a line,
 * and so pass for ever. Of a text for the shell the first word counts. What lies on no disk of this machine is not looked at.
 */
export const holdsNothing = (words: Words): boolean => {
  const file = placesOf(namedBy(words)).find((place) => mountOf(place).local && isExecutable(place))
  return file !== undefined && /^[\0\s]*$/.test(headOf(file) ?? 'unreadable')
}

const namedBy = ([file, option, text = '']: Words): string =>
  file === '/bin/sh' && option === '-c' ? (/^\s*([\w@%+:,./-]+)(?=[\s;&|]|$)/.exec(text)?.[1] ?? file) : file

const placesOf = (file: string): readonly string[] =>
  file.includes('/') ? [file] : (process.env.PATH ?? '').split(':').map((folder) => `${folder}/${file}`)

const leadsAway = (file: string, scripts: number): boolean => {
  if (!mountOf(file).local) return true
  const interpreter = /^#![ \t]*([^\0\s]+)/.exec(headOf(file) ?? '')?.[1]
  return interpreter !== undefined && scripts > 0 && leadsAway(interpreter, scripts - 1)
}

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// It waits no longer than the kernel would, which reads the same to begin the program; undefined where that cannot be read.
const headOf = (file: string): string | undefined => {
  let handle: number | undefined
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const bytes = Buffer.alloc(headBytes)
    return bytes.toString('latin1', 0, readSync(handle, bytes, 0, headBytes, 0))
  } catch {
    return undefined
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
