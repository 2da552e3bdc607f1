// How is a process reachable while it waits for its first valid configuration?
import packageJson from '../../package.json' with { type: 'json' }
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import { readablePlaces } from '../config/readable-places.ts'
import type { Logger } from '../io/logger.ts'
import { readStateFile } from '../io/state-file.ts'
import type { FileText } from '../io/text-file.ts'
import { decodeRemembered } from '../record/state-file.ts'
import type { Unconfigured } from '../status/unconfigured.ts'
import { Changes } from './changes.ts'
import type { Start } from './configure.ts'
import { offerControl } from './control-sockets.ts'
import type { Mistakes } from './mistakes.ts'
import { lives } from './others.ts'
import type { Part } from './part.ts'
import { controlPlace, processName, type Surroundings, statePlace } from './state-place.ts'
import { unconfiguredHandlers } from './unconfigured-handlers.ts'

type Waiting = {
  readonly start: Start
  readonly around: Surroundings
  readonly log: Logger
  readonly mistake: Mistakes
}

/** What is known of it now. `problems`: of the configuration. `advice`: what ends the waiting. */
type Broken = { readonly problems: readonly Problem[]; readonly text: FileText | undefined; readonly advice: string }

type Followed = Required<Pick<Part, 'stop' | 'flushed'>> & { readonly follow: (broken: Broken) => Promise<unknown> }

/** Follows what is wrong with the configuration, and where that says that it wants to be asked, as far as it can be read. */
export const offerUnconfigured = (waiting: Waiting): Followed => {
  const changes = new Changes()
  const since = Date.now()
  let [offer, wanted, stopped] = [undefined as Part | undefined, '', false]
  let unconfigured: Unconfigured | undefined
  const follow = async ({ problems, text, advice }: Broken): Promise<void> => {
    const { start, around } = waiting
    const places = await readablePlaces(text?.ok === true ? text.text : undefined, start.flags)
    const left = await leftBehind(statePlace(places, start, around))
    if (stopped) return
    const name = processName(places, start)
    const now = { process: processFacts(name, start, problems, since), since, advice, left }
    unconfigured = now
    changes.tell()
    const place = { socket: controlPlace(places, start, around, false), config: places.control, name }
    if (JSON.stringify(place) === wanted) return
    wanted = JSON.stringify(place)
    offer?.stop?.()
    const handlers = () =>
      unconfiguredHandlers({ start, changes, unconfigured: () => unconfigured ?? now, invocation: process.env.INVOCATION_ID })
    offer = offerControl({ ...place, mistake: waiting.mistake, loadHandlers: async () => handlers(), onTrouble: telling(waiting.log) })
    offer.start?.()
  }
  return {
    follow,
    stop: () => {
      stopped = true
      offer?.stop?.()
    },
    flushed: async () => offer?.flushed?.(),
  }
}

const telling =
  (log: Logger) =>
  (path: string, trouble: string | undefined): void => {
    if (trouble !== undefined)
      log({
        level: 'warn',
        message: `the control socket ${path} cannot be used (${trouble}): status does not reach this process`,
        fields: {},
      })
  }

const processFacts = (name: string, { file }: Start, problems: readonly Problem[], since: number): Unconfigured['process'] => ({
  name,
  pid: process.pid,
  version: packageJson.version,
  node: process.versions.node,
  startedAt: Math.round(performance.timeOrigin),
  ...(file !== undefined && { configPath: file }),
  configHash: '',
  configLoadedAt: since,
  configProblems: problems.filter(({ warning }) => warning !== true).map(formatProblem),
})

// What another ExaBGP was told went with its sessions.
const leftBehind = async (path: string | undefined): Promise<readonly string[]> => {
  const file = path === undefined ? undefined : await readStateFile(path)
  const read = file?.kind === 'text' ? decodeRemembered(file.text) : undefined
  if (!read?.ok || read.value.parent !== process.ppid || (await lives(read.value))) return []
  return read.value.vips.map(({ text }) => text)
}
