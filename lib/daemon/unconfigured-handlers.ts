// What does a process answer while it waits for its first valid configuration?
import { formatProblem } from '../config/problems/problem.ts'
import { type Asked, failure, type Handler, type Handlers, type Reply } from '../io/control-handlers.ts'
import { processUsage } from '../io/process-usage.ts'
import { metrics, metricsType } from '../status/metrics.ts'
import { type Unconfigured, unconfiguredLine, unconfiguredSnapshot } from '../status/unconfigured.ts'
import type { Changes } from './changes.ts'
import { configure, type Start } from './configure.ts'
import { historyHandlers } from './history-handlers.ts'
import { nothingYet } from './remembered.ts'
import { statusRoute } from './status-handlers.ts'

type Waiting = {
  readonly start: Start
  /** As it stands now. */
  readonly unconfigured: () => Unconfigured
  /** Tells when that has become another. */
  readonly changes: Changes
  /** By what systemd tells one start of a unit from all others. */
  readonly invocation: string | undefined
}

/** Whoever asks hears why nothing is announced; an order is not taken, but for one to read the file, which is read every second anyway. */
export const unconfiguredHandlers = ({ start, unconfigured, changes, invocation }: Waiting): Handlers => {
  const snapshot = () => unconfiguredSnapshot(unconfigured(), Date.now())
  const line = () => unconfiguredLine(unconfigured())
  const noOrder = (): Reply => failure(503, line())
  const noWay = (): Reply => refused('no configuration is in force, and there is none to go back to')
  const history = nothingYet()
  return {
    ...statusRoute(() => ({ ...snapshot(), change: changes.count }), changes),
    ...historyHandlers({ history, recordPath: () => undefined }),
    'GET /v1/metrics': () => ({
      status: 200,
      contentType: metricsType,
      body: () => metrics(snapshot(), processUsage(), { perCheck: true, perVip: true, system: true }),
    }),
    'GET /v1/orders': () => ({
      status: 200,
      body: { acknowledged: false, services: [], unconfigured: line(), ...(invocation !== undefined && { invocation }) },
    }),
    'POST /v1/drain': noOrder,
    'POST /v1/resume': noOrder,
    'POST /v1/check': noOrder,
    'POST /v1/reload': readAgain(start),
    'POST /v1/confirm': noWay,
    'POST /v1/undo': noWay,
  }
}

const readAgain =
  (start: Start): Handler =>
  async ({ body }: Asked): Promise<Reply> => {
    const wish = body as { readonly dryRun?: unknown; readonly revertIn?: unknown; readonly abortOn?: unknown }
    if (wish.revertIn !== undefined || wish.abortOn !== undefined)
      return refused('no configuration is in force, so there is none to go back to: correct the file, it is read again every second')
    if (start.file === undefined) return refused('it was started with flags alone: there is no file to read again')
    const read = await configure(start)
    if (!read.ok) return { status: 422, body: { outcome: 'broken', lines: read.problems.map(formatProblem) } }
    const outcome = wish.dryRun === true ? 'planned' : 'reloaded'
    return { status: 200, body: { outcome, lines: [`${start.file} is valid now: it is in force within a second`] } }
  }

const refused = (line: string): Reply => ({ status: 409, body: { outcome: 'refused', lines: [line] } })
