// Who may hold one of Node's few threads, where files may hang?
import { startDeadline } from './deadline.ts'
import { mountOf } from './mount.ts'

/** libuv's own default is 4. All work on files shares them, and one is always left for what does not come through here. */
const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4
const mostHeld = threads - 1
const mostOverdue = Math.max(2, Math.floor(threads / 4))
/** Once so many are overdue, wherever they are, a mount may hold one thread, so that some are left for those that are well. */
const manyOverdue = mostHeld / 2

export type FileWork = {
  readonly path: string
  readonly access: 'read' | 'write'
  readonly withinMs: number
  /** Resolves or rejects when it has ended. */
  readonly begin: () => Promise<unknown>
  /** Called instead of `begin`, or when that has not ended in time. */
  readonly giveUp: () => void
}

type Lane = { current: FileWork | undefined; waiting: readonly FileWork[]; readonly overdue: Set<FileWork> }

const lanes = new Map<string, Lane>()
let held = 0

/**
 * Begins the work when it is its turn. Work cannot be called off and holds a thread until it ends, so on each mount paths take turns, one after
 * the other for reading and for writing. Work that is overdue is given up and lets the next begin; its path is not tried again before it ends,
 * and nothing of that mount is once `mostOverdue` are overdue, or one where many are elsewhere.
 */
export const takeTurn = (work: FileWork): void => {
  const key = `${work.access} ${mountOf(work.path)}`
  const lane: Lane = lanes.get(key) ?? { current: undefined, waiting: [], overdue: new Set() }
  lanes.set(key, lane)
  const callOff = startDeadline(work.withinMs, () => expire(lane, timed))
  const giveUp = () => {
    callOff()
    work.giveUp()
  }
  const timed = { ...work, begin: () => work.begin().finally(callOff), giveUp }
  lane.waiting = [...lane.waiting, timed]
  advance(lane)
}

/** Whether work that was given up still holds a thread, for which the end of the process would wait. */
export const isAnyOverdue = (): boolean => countOverdue() > 0

const advance = (lane: Lane): void => {
  while (lane.current === undefined && held < mostHeld) {
    const [work, ...rest] = lane.waiting
    if (work === undefined) return
    lane.waiting = rest
    if (isHopeless(lane, work)) work.giveUp()
    else begin(lane, work)
  }
}

const isHopeless = ({ overdue }: Lane, { path }: FileWork): boolean =>
  overdue.size >= (countOverdue() < manyOverdue ? mostOverdue : 1) || [...overdue].some((one) => one.path === path)

const countOverdue = (): number => [...lanes.values()].reduce((sum, { overdue }) => sum + overdue.size, 0)

const begin = (lane: Lane, work: FileWork): void => {
  lane.current = work
  held += 1
  const end = (): void => {
    held -= 1
    lane.overdue.delete(work)
    if (lane.current === work) lane.current = undefined
    for (const one of lanes.values()) advance(one)
  }
  work.begin().then(end, end)
}

const expire = (lane: Lane, work: FileWork): void => {
  lane.waiting = lane.waiting.filter((one) => one !== work)
  if (lane.current === work) {
    lane.current = undefined
    lane.overdue.add(work)
  }
  work.giveUp()
  advance(lane)
}
