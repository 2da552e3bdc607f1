// Who may hold one of Node's few threads, where files may hang?
import { startDeadline } from './deadline.ts'
import { isRemounted, mountOf } from './mount.ts'

/** As libuv reads what the environment says: without it there are 4, and 1 where it says none; below zero is as many as there can be. */
const threadsIn = (said: string | undefined): number => {
  if (said === undefined) return 4
  const number = Number.parseInt(said, 10) || 1
  return number < 0 ? mostThreads : Math.min(number, mostThreads)
}

const mostThreads = 1024

/** All work on files shares them, and where there are several one is always left for what does not come through here. */
const threads = threadsIn(process.env.UV_THREADPOOL_SIZE)
const mostHeld = Math.max(1, threads - 1)
const mostOverdue = Math.max(2, Math.floor(threads / 4))
/** Once so many are overdue, wherever they are, a mount may hold one thread, so that some are left for those that are well. */
const manyOverdue = Math.floor(mostHeld / 2)

type FileWork = {
  readonly path: string
  readonly access: 'read' | 'write'
  readonly withinMs: number
  /** Resolves or rejects when it has ended. */
  readonly begin: () => Promise<unknown>
  /** Called instead of `begin`, or when that has not ended in time. */
  readonly giveUp: () => void
}

/** `most`: how many may be held for the next to begin here; the last one is kept for files of this machine. */
type Lane = { readonly most: number; readonly running: Set<FileWork>; waiting: FileWork[] }

/** By access and mount. */
const lanes = new Map<string, Lane>()
const overdue = new Set<FileWork>()
let held = 0

/** What takes so long may lie on a mount that is new there. */
const slowMs = 100

/**
 * Begins the work when it is its turn. Work cannot be called off and holds a thread until it ends, so on each mount paths take turns, one after
 * the other for reading and for writing. Work that is overdue is given up and lets the next begin; its path is not tried again before it ends,
 * and nothing of that mount is once `mostOverdue` are overdue, or one where many are elsewhere.
 */
export const takeTurn = (work: FileWork): void => {
  const callOff = startDeadline(work.withinMs, () => expire(timed))
  const giveUp = () => {
    callOff()
    work.giveUp()
  }
  const timed = { ...work, begin: () => work.begin().finally(callOff), giveUp }
  const lane = laneOf(timed)
  lane.waiting.push(timed)
  advance(lane)
}

/** Whether work that was given up still holds a thread, for which the end of the process would wait. */
export const isAnyOverdue = (): boolean => overdue.size > 0

const keyOf = ({ access, path }: FileWork): string => `${access} ${mountOf(path).point}`

const laneOf = (work: FileWork): Lane => {
  const key = keyOf(work)
  const lane = lanes.get(key) ?? { most: mountOf(work.path).local ? mostHeld : Math.max(1, mostHeld - 1), running: new Set(), waiting: [] }
  lanes.set(key, lane)
  return lane
}

const advanceAll = (): void => {
  for (const lane of lanes.values()) advance(lane)
}

const advance = (lane: Lane): void => {
  while (lane.running.size === 0 && held < lane.most) {
    const work = lane.waiting.shift()
    if (work === undefined) return
    if (isHopeless(work)) work.giveUp()
    else begin(lane, work)
  }
}

const isHopeless = (work: FileWork): boolean => {
  if (overdue.size === 0) return false
  const beside = [...overdue].filter((one) => keyOf(one) === keyOf(work))
  return beside.length >= (overdue.size < manyOverdue ? mostOverdue : 1) || beside.some(({ path }) => path === work.path)
}

const begin = (lane: Lane, work: FileWork): void => {
  lane.running.add(work)
  held += 1
  const slow = setTimeout(rearrange, slowMs)
  const end = (): void => {
    clearTimeout(slow)
    held -= 1
    overdue.delete(work)
    for (const one of lanes.values()) one.running.delete(work)
    advanceAll()
  }
  work.begin().then(end, end)
}

const expire = (work: FileWork): void => {
  for (const lane of lanes.values()) {
    if (lane.running.delete(work)) overdue.add(work)
    lane.waiting = lane.waiting.filter((one) => one !== work)
  }
  work.giveUp()
  rearrange()
  advanceAll()
}

// A mount that came over a path parts what hangs there from all others.
const rearrange = (): void => {
  if (!isRemounted()) return
  const before = [...lanes.values()]
  lanes.clear()
  for (const { running } of before) for (const work of running) laneOf(work).running.add(work)
  for (const { waiting } of before) for (const work of waiting) laneOf(work).waiting.push(work)
  advanceAll()
}
