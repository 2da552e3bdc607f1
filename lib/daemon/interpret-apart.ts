// How is a configuration read without holding up what is announced? A thousand services take more than a second.
import { Worker } from 'node:worker_threads'
import packageJson from '../../package.json' with { type: 'json' }
import { problemAt } from '../config/problems/problem.ts'
import { logByFlags, type ReadConfig } from '../config/read.ts'
import { startDeadline } from '../io/deadline.ts'
import type { FileText } from '../io/text-file.ts'
import type { Start } from './configure.ts'

const withinMs = 60_000

/** In a thread of its own; never rejects. */
export const interpretApart = (start: Start, text: FileText | undefined): Promise<ReadConfig> =>
  new Promise((resolve) => {
    const fail = (reason: string): void => resolve(unread(start, reason))
    try {
      const worker = new Worker(place, { workerData: { start, text }, stdout: true, stderr: true })
      const callOff = startDeadline(withinMs, () => {
        fail(`no end within ${withinMs / 1000} s`)
        void worker.terminate()
      })
      worker.on('message', ({ version, read }) => {
        if (version === packageJson.version) resolve(read)
        else fail(`the installed program is ${version}, but this process is ${packageJson.version}: restart ExaBGP`)
      })
      worker.on('error', (error) => fail(error.message))
      worker.on('exit', () => {
        callOff()
        fail('its thread ended')
      })
      worker.unref()
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error))
    }
  })

// Beside the program's other files, or beside this one as long as it is no bundle.
const place = new URL(import.meta.url.endsWith('.ts') ? './interpreter.ts' : '../interpreter.js', import.meta.url)

const unread = ({ file = '', flags }: Start, reason: string): ReadConfig => ({
  ok: false,
  problems: [problemAt('--config', { path: [], expected: 'a file that can be interpreted', got: `"${file}" (${reason})` })],
  log: logByFlags(flags),
})
