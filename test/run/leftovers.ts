// Did the tests clean up after themselves?
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from './summary.ts'

/** `environment`: marks the processes of this run, and names the folder where its files have to be. `before`: what others had left already. */
export type Watch = { readonly environment: Readonly<Record<string, string>>; readonly folder: string; readonly before: readonly string[] }

const mark = 'RHI_TEST_RUN'

/** What tsx and Node keep in the temporary folder. */
const toolCache = /^(tsx-.*|node-compile-cache)$/

export const startWatch = async (): Promise<Watch> => {
  const before = await abandoned()
  const folder = await mkdtemp(join(tmpdir(), 'rhi-run-'))
  await chmod(folder, 0o755)
  return { environment: { [mark]: randomUUID(), TMPDIR: folder }, folder, before }
}

/** What is still there a moment after the last test, as a failure; then ends the processes and removes the folder. */
export const findLeftovers = async (watch: Watch): Promise<readonly Result[]> => {
  const found = await settled(watch)
  for (const { pid } of await markedProcesses(watch)) process.kill(pid, 'SIGKILL')
  await rm(watch.folder, { recursive: true, force: true })
  const title = 'the tests leave nothing behind'
  return [{ file: 'test/run.ts', title, outcome: found.length === 0 ? 'passed' : 'failed', detail: found.join('\n'), durationMs: 0 }]
}

/** Processes that were told to end may need a moment. */
const settled = async (watch: Watch): Promise<readonly string[]> => {
  for (let attempt = 0; ; attempt += 1) {
    const found = await leftovers(watch)
    if (found.length === 0 || attempt === 20) return found
    await sleep(100)
  }
}

const leftovers = async (watch: Watch): Promise<readonly string[]> => [
  ...(await markedProcesses(watch)).map(({ pid, command }) => `process ${pid}: ${command}`),
  ...(await readdir(watch.folder)).filter((name) => !toolCache.test(name)).map((name) => `file ${name} in the temporary folder`),
  ...(await abandoned()).filter((trace) => !watch.before.includes(trace)),
]

/** Namespaces and folders of end-to-end tests (`rhi-<id>…`) whose owner is dead; those of another run at the same time are none of our business. */
const abandoned = async (): Promise<readonly string[]> => {
  const folders = (await readdir('/tmp')).filter((name) => /^rhi-[0-9a-f]{6}$/.test(name))
  const owned = (await Promise.all(folders.map(async (name) => ((await isOwned(name)) ? [name] : [])))).flat()
  const traces = [...folders.map((name) => `folder /tmp/${name}`), ...namespaces().map((name) => `network namespace ${name}`)]
  return traces.filter((trace) => !owned.some((name) => trace.includes(name)))
}

const isOwned = async (folder: string): Promise<boolean> => {
  const [owner = ''] = (await readFrom(`/tmp/${folder}/owner.pid`)).split(' ')
  return owner !== '' && (await readFrom(`/proc/${owner}/stat`)) !== ''
}

const namespaces = (): readonly string[] => {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').flatMap((line) => /^rhi-\S+/.exec(line)?.[0] ?? [])
}

const markedProcesses = async ({ environment }: Watch): Promise<readonly { readonly pid: number; readonly command: string }[]> => {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const marked = (await readFrom(`/proc/${pid}/environ`)).includes(`${mark}=${environment[mark]}`)
      return marked ? [{ pid: Number(pid), command: (await readFrom(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ') }] : []
    }),
  )
  return processes.flat()
}

/** A process may end, or belong to another user, while it is looked at. */
const readFrom = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
