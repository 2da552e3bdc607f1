// What hangs whoever opens it?
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder } from '../folder.ts'

/** It is gone with the process that runs the tests. */
export const folder = temporaryFolder()

/** A pipe that nobody reads or writes hangs as a file on a dead mount does. */
export const pipe = (name: string): string => {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}
