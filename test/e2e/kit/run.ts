// What does one run of end-to-end tests own, and how does all of it go away again, whatever happened?
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { LogFile } from './log-file.ts'
import { type Home, Namespace, namespaceNames, removeNamespace } from './namespace.ts'
import { startTime } from './process-tree.ts'

const rooms = '/tmp'
const prefix = 'rhi-'

/** One run: a folder `/tmp/rhi-<id>` and namespaces `rhi-<id>-…`, so that two copies run side by side. */
export class Run implements Home {
  readonly id = randomBytes(3).toString('hex')
  readonly folder = join(rooms, `${prefix}${this.id}`)
  readonly #logs = new Map<string, LogFile>()
  readonly #leave = (): void => void this.close().finally(() => process.exit(130))

  /** Removes what dead runs left behind, then makes a folder that says who owns it. */
  static async start(): Promise<Run> {
    await sweep()
    const run = new Run()
    const unfinished = join(rooms, `.${prefix}${run.id}`)
    mkdirSync(unfinished, { mode: 0o755 })
    writeFileSync(join(unfinished, ownerFile), `${process.pid} ${startTime(process.pid)}\n`)
    renameSync(unfinished, run.folder)
    return run
  }

  /** A new network namespace with its loopback up; `name` is unique within the run. */
  async namespace(name: string): Promise<Namespace> {
    return Namespace.create(this, name, `${prefix}${this.id}-${name}`)
  }

  /** The output of the program called `name`, from the beginning of the run. */
  readonly log = (name: string): LogFile => {
    const known = this.#logs.get(name) ?? new LogFile(join(this.folder, `${name}.log`))
    this.#logs.set(name, known)
    return known
  }

  /** All that every program has printed. */
  outputs(): { program: string; lines: string[] }[] {
    return [...this.#logs].map(([program, log]) => ({ program, lines: log.texts() }))
  }

  /** The last lines of every program, for a test that failed. */
  tails(count: number): string[] {
    return [...this.#logs].flatMap(([name, log]) => [`--- ${name}`, ...log.texts().slice(-count)])
  }

  /** Closes the run when this process is told to end (Ctrl-C, a runner's SIGTERM), then ends it. */
  closeOnSignals(): void {
    for (const signal of endings) process.once(signal, this.#leave)
  }

  /** Ends every process of the run and removes its namespaces and its folder. */
  async close(): Promise<void> {
    for (const signal of endings) process.removeListener(signal, this.#leave)
    for (const log of this.#logs.values()) log.close()
    await remove(this.id)
  }
}

/** Removes namespaces, processes and folders of runs whose owner is dead. */
export const sweep = async (): Promise<void> => {
  const ids = new Set([...idsOf(readdirSync(rooms)), ...idsOf(namespaceNames())])
  // What still holds a folder of theirs will be gone at another time; no test fails for that.
  await Promise.allSettled([...ids].filter((id) => livingOwner(id) === undefined).map(remove))
}

/** A run whose owner lives. */
export type LivingRun = { readonly id: string; readonly folder: string; readonly owner: number }

export const livingRuns = (): LivingRun[] =>
  idsOf(readdirSync(rooms)).flatMap((id) => {
    const owner = livingOwner(id)
    return owner === undefined ? [] : [{ id, folder: join(rooms, `${prefix}${id}`), owner }]
  })

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const ownerFile = 'owner.pid'

const idsOf = (names: readonly string[]): string[] => names.flatMap((name) => /^rhi-([0-9a-f]{6})(?=-|$)/.exec(name)?.[1] ?? [])

// The start time tells the owner from a later process with the same pid.
const livingOwner = (id: string): number | undefined => {
  try {
    const [pid, started] = readFileSync(join(rooms, `${prefix}${id}`, ownerFile), 'utf8')
      .trim()
      .split(' ')
    return startTime(Number(pid)) === started ? Number(pid) : undefined
  } catch {
    return undefined
  }
}

const remove = async (id: string): Promise<void> => {
  const names = namespaceNames().filter((name) => name.startsWith(`${prefix}${id}-`))
  await Promise.all(names.map(removeNamespace))
  const folder = join(rooms, `${prefix}${id}`)
  // A Debian whose making was interrupted has the devices of this machine mounted in it, which are not to be deleted.
  const mounts = mountsBelow(folder)
  if (mounts.length > 0) await execa('umount', ['--lazy', ...mounts])
  rmSync(folder, { recursive: true, force: true })
}

/** Where something is mounted, the deepest first. */
const mountsBelow = (folder: string): string[] =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((path) => path.startsWith(`${folder}/`))
    .reverse()
