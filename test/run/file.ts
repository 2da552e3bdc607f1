// What do the tests in one file say?
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from './reporter.ts'
import { root } from './select.ts'
import type { Result } from './summary.ts'

/** A file that runs longer hangs. */
const timeoutMs = 960_000

/** Runs the file in a process group of its own; hanging, dying and holding no tests count as failures. */
export const runFile = async (file: string, environment: Readonly<Record<string, string>>): Promise<readonly Result[]> => {
  const started = performance.now()
  const child = start(file, environment)
  const timer = setTimeout(() => killGroup(child), timeoutMs)
  const stopChild = (): void => killGroup(child)
  process.once('exit', stopChild)
  const [code, reports, output] = await ended(child)
  process.off('exit', stopChild)
  clearTimeout(timer)
  const results = reports.map((report) => ({ ...report, file }))
  return withOutput([...results, ...fileFailure(results, code, performance.now() - started, file)], output)
}

const start = (file: string, environment: Readonly<Record<string, string>>): ChildProcess => {
  const reporter = join(import.meta.dirname, 'reporter.ts')
  const args = ['--import', 'tsx', '--test-reporter', reporter, '--test-reporter-destination', 'stdout', file]
  const env = { ...process.env, ...environment }
  return spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env })
}

const fileFailure = (results: readonly Result[], code: number | null, durationMs: number, file: string): readonly Result[] => {
  const failure = (detail: string): readonly Result[] => [{ file, title: '(the file)', outcome: 'failed', detail, durationMs }]
  if (durationMs >= timeoutMs)
    return failure(`still running after ${timeoutMs / 1000} s, killed; the last test to end was ${results.at(-1)?.title ?? 'none'}`)
  if (results.length === 0) return failure(`no test ran, exit code ${code}`)
  if (code !== 0 && results.every(({ outcome }) => outcome !== 'failed')) return failure(`every test passed, but the exit code is ${code}`)
  return []
}

/** What the file printed belongs to no test in particular: it stands under the first failure. */
const withOutput = (results: readonly Result[], output: string): readonly Result[] => {
  const first = results.find(({ outcome }) => outcome === 'failed')
  const detail = `${first?.detail}\n\noutput of the file:\n${output.trim().slice(-10_000)}`
  return output === '' ? results : results.map((result) => (result === first ? { ...result, detail } : result))
}

/** Exit code, reports and output. A process left behind may keep the pipes open, so their end is not waited for very long. */
const ended = async (child: ChildProcess): Promise<readonly [number | null, readonly Report[], string]> => {
  const [, out, err, reports] = child.stdio.map(collect)
  const closed = once(child, 'close')
  const [code] = await once(child, 'exit')
  await Promise.race([closed, sleep(1000, undefined, { ref: false })])
  for (const stream of child.stdio) stream?.destroy()
  return [code, parseReports(reports?.() ?? ''), `${out?.()}${err?.()}`]
}

const collect = (stream: Readable | Writable | null | undefined): (() => string) => {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

const parseReports = (lines: string): readonly Report[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // it has just ended by itself
  }
}
