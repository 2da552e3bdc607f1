// Where may the tests of a file leave files?
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

// What a test has started may still write when the test ends; once the tests' process exits it is dead, or dies.
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 })
})

/** A new one. It goes when the process that runs the tests does, so that no test has to, while somebody writes there. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'exabgp-haproxy-test-'))
  made.push(folder)
  return folder
}
