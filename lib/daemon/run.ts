// What does `exabgp-haproxy run` do, from the first moment to the last?
import type { Config } from '../config/config.ts'
import { defaultLog } from '../config/resolve/log.ts'
import type { News } from '../engine/effect.ts'
import { initialState } from '../engine/initial-state.ts'
import { read } from '../exabgp/answer.ts'
import { now } from '../io/clock.ts'
import { isExabgpListening, openExabgp } from '../io/exabgp.ts'
import { onOutdatedFile } from '../io/lasting-file.ts'
import { leave } from '../io/leave.ts'
import type { Logger } from '../io/logger.ts'
import { printUnwritable } from '../io/print.ts'
import { keepStderrBlocking } from '../io/stderr.ts'
import type { LogLine } from '../log/line.ts'
import { Feed } from '../status/feed.ts'
import { History } from '../status/history.ts'
import { Changes } from './changes.ts'
import type { Start } from './configure.ts'
import type { Running } from './control.ts'
import { offerControl } from './control-sockets.ts'
import { breakCrashLoops } from './crash-loop.ts'
import { followEvents } from './events.ts'
import { type First, firstConfig, logProblems } from './first-config.ts'
import { followRecord } from './followed-record.ts'
import { noOrderKeeper, type OrderKeeper, type OrderSurroundings, recollectOrders } from './kept-orders.ts'
import { openLog } from './log.ts'
import { Loop } from './loop.ts'
import { maintenanceLooks } from './maintenance.ts'
import { type Memory, noMemory, recollect } from './memory.ts'
import { type Mistakes, tellMistakes } from './mistakes.ts'
import { offerListener } from './offer-listener.ts'
import { offerTextfile } from './offer-textfile.ts'
import { watchOwnAddresses } from './own-addresses.ts'
import { Parts } from './part.ts'
import type { Happening, Performers } from './perform.ts'
import { preload } from './preload.ts'
import { createProbes } from './probes.ts'
import { createReloading, type Reloading } from './reloading.ts'
import type { Shadow } from './shadow.ts'
import { watchForSharedVips } from './shared-vips.ts'
import { controlPlace, ordersPlace, processName, type Surroundings, statePlace } from './state-place.ts'
import type { TextfileWish } from './textfile.ts'

/**
 * Runs until ExaBGP or a signal ends it. Under ExaBGP a broken configuration is reported and read again until it is mended, as six starts
 * within a minute would stop ExaBGP itself; in a terminal the exit status is 78. Rejects where it cannot go on.
 */
export const run = async ({ shadow: isShadow = false, ...start }: Start & { readonly shadow?: boolean }): Promise<void> => {
  const standalone = !isExabgpListening()
  const around: Surroundings = { env: process.env, root: process.getuid?.() === 0 }
  if (!standalone) void breakCrashLoops(process.argv.slice(2), around)
  if (standalone) keepStderrBlocking()
  outliveMistakes((line) => openLog(defaultLog).write(line))
  const parts = new Parts()
  const leaving = (withinMs: number): void => void parts.end(withinMs).then(() => leave(0))
  const receiver = new Receiver(leaving)
  const { shadow, pipe } = await openPipe(receiver, standalone, isShadow, parts)
  listenToSignals(receiver, standalone)
  const first = overshadowed(await firstConfig(start, around, standalone), shadow)
  const { config, log } = first
  parts.add(log)
  parts.add(first.keeper)
  const mistake = outliveMistakes(log.write)
  logProblems(log.write, first.warnings)
  await preload(config)
  await live({ start, standalone, around, parts, receiver, pipe, shadow, first, mistake, leaving })
}

/** ExaBGP's pipe; `isShadow`: one through which only questions pass. */
const openPipe = async (
  receiver: Receiver,
  standalone: boolean,
  isShadow: boolean,
  parts: Parts,
): Promise<Pick<Begun, 'pipe' | 'shadow'>> => {
  if (!isShadow) return { pipe: parts.add(openExabgp(receiver, standalone)), shadow: undefined }
  const { Shadow } = await import('./shadow.ts')
  const shadow = new Shadow(receiver, (line) => opened.write(line))
  const { onFlushed, onClosed, onUnwritable } = receiver
  const onLine = (line: string): void => {
    shadow.heard(line)
    receiver.onLine(line)
  }
  const opened = parts.add(openExabgp({ onLine, onFlushed, onClosed, onUnwritable }, standalone))
  return { pipe: shadow, shadow }
}

const overshadowed = (first: First, shadow: Shadow | undefined): First =>
  shadow === undefined ? first : { ...first, log: { ...first.log, write: shadow.telling(first.log.write) } }

/** What is there once the configuration is. */
type Begun = {
  readonly start: Start
  readonly standalone: boolean
  readonly around: Surroundings
  readonly parts: Parts
  readonly receiver: Receiver
  readonly pipe: Pick<Performers, 'write'>
  /** Present where nothing may be changed in ExaBGP. */
  readonly shadow: Shadow | undefined
  readonly first: First
  readonly mistake: Mistakes
  readonly leaving: (withinMs: number) => void
}

// Rejects where it cannot go on.
const live = async (begun: Begun): Promise<void> => {
  const { start, standalone, around, parts, receiver, pipe, shadow, mistake, leaving } = begun
  const { config, log } = begun.first
  const place = standalone || shadow !== undefined ? undefined : statePlace(config, start, around)
  const { memory, keeper } = await recall(place, { config, dispatch: receiver.dispatch, log: log.write }, parts)
  const probes = parts.add(createProbes(log.write))
  const events = parts.add(followEvents(config, receiver.dispatch))
  const others = mindOthers(place, config, { log: log.write, parts })
  const [changes, name] = [new Changes(), processName(config, start)]
  const recorder = parts.add(
    followRecord({ config: config.record, name, isTwin: place !== undefined && memory === noMemory, standalone, log: log.write }),
  )
  const history = { transitions: new History(), feed: new Feed(), since: Date.now() }
  const state = initialState(config, now(), standalone, memory.former, memory.predecessor, keeper.left)
  await new Promise((_, reject) => {
    const loop = new Loop(state, {
      ...{ now, mistake, memory, keepOrders: keeper.keep, exit: leaving, followRing: events.renew },
      ...{ write: changes.telling(pipe.write), log: changes.telling(log.write) },
      note: (news, line) => remember(history, loop.state.config, news, line),
      readStatistics: probes.readStatistics,
      probe: probes.probe,
      lookForMaintenance: maintenanceLooks(receiver.dispatch),
      giveUp: () => reject(new Error('nothing could be decided for 10 s')),
      record: recorder.record,
      taken: (state) => reloading.watch(state),
    })
    receiver.connect(loop)
    shadow?.connect(() => loop.state)
    const reloading = parts.add(reloadingOf(begun, loop, memory, [recorder.follow, events.follow, others, (next) => offered(next)]))
    for (const part of [loop, watchOwnAddresses(receiver.dispatch)]) parts.add(part)
    const running: Running & TextfileWish = {
      ...{ name, changes, history, dispatch: receiver.dispatch, ordersKept: keeper.kept },
      ...{ state: () => loop.state, loaded: () => ({ file: start.file, ...reloading.facts(), ...shadow?.facts() }), reloading },
      ...{ recordPath: recorder.path, invocation: process.env.INVOCATION_ID, log: log.write },
    }
    const offered = offer(begun, running)
    onOutdatedFile((file, reason) => receiver.dispatch({ type: 'outdated', file, reason }))
  })
}

// Where others read of the process, and order; what follows the configuration that is in force.
const offer = (
  { start, first, around, standalone, parts, mistake }: Begun,
  running: Running & TextfileWish,
): ((config: Config) => void) => {
  const { config } = first
  const textfile = parts.add(offerTextfile(config, running, mistake))
  const listener = parts.add(offerListener(config, running, mistake))
  parts.add(offerControl({ socket: controlPlace(config, start, around, standalone), config: config.control, running, mistake }))
  return followers([textfile.follow, listener.follow], mistake)
}

// What is only on the page is kept where there is one.
const remember = ({ transitions, feed }: Running['history'], { status }: Config, news: News, line: LogLine): void => {
  const time = Date.now()
  transitions.take(news, time)
  if (status !== undefined) feed.take(line, time)
}

const reloadingOf = (
  { start, first, standalone, receiver, mistake }: Begun,
  loop: Loop,
  memory: Memory,
  all: readonly ((config: Config) => void)[],
): Reloading => {
  const reloading = createReloading({
    ...{ start, text: first.text, keeper: first.keeper, log: first.log.write },
    ...{ state: () => loop.state, dispatch: receiver.dispatch, prepare: memory.follow },
    follow: followers([({ log }) => first.log.follow(log), ...all], mistake),
  })
  if (!standalone) process.on('SIGHUP', () => void reloading.reload({ by: 'SIGHUP' }).catch((error) => mistake('not reloaded', error)))
  return reloading
}

// Follows the configuration that is in force.
const mindOthers = (
  place: string | undefined,
  config: Config,
  { log, parts }: { readonly log: Logger; readonly parts: Parts },
): ((config: Config) => void) => (place === undefined ? () => {} : parts.add(watchForSharedVips(place, config, log)).follow)

// One that fails costs none of the others.
const followers =
  (all: readonly ((config: Config) => void)[], mistake: Mistakes) =>
  (config: Config): void => {
    for (const follow of all) {
      try {
        follow(config)
      } catch (error) {
        mistake('something goes on as it was configured before', error)
      }
    }
  }

/** What earlier runs left for this one, nothing of which may cost the other any time. */
const recall = async (
  place: string | undefined,
  around: OrderSurroundings,
  parts: Parts,
): Promise<{ memory: Memory; keeper: OrderKeeper }> => {
  if (place === undefined) return { memory: noMemory, keeper: noOrderKeeper }
  const [memory, keeper] = await Promise.all([recollect(place, around.config, around.log), recollectOrders(ordersPlace(place), around)])
  return { memory, keeper: parts.add(keeper) }
}

/** Takes what comes in from the first moment on, and leaves by itself when there is no loop yet to decide. */
class Receiver {
  #loop: Loop | undefined
  readonly #leave: (withinMs: number) => void

  constructor(leave: (withinMs: number) => void) {
    this.#leave = leave
  }

  connect(loop: Loop): void {
    this.#loop = loop
  }

  readonly dispatch = (happening: Happening): void => {
    if (this.#loop !== undefined) this.#loop.dispatch(happening)
    else if (happening.type === 'closed' || happening.type === 'stop') this.#leave(0)
    else if (happening.type === 'heard' && read(happening.line).kind === 'shutdown') this.#leave(0)
  }

  onLine = (line: string): void => this.dispatch({ type: 'heard', line })
  onFlushed = (): void => this.dispatch({ type: 'flushed' })
  onClosed = (): void => this.dispatch({ type: 'closed' })
  onUnwritable = (reason: string): void => void printUnwritable(reason).then(leave)
}

// HUP, ALRM, USR1 and USR2 would end the process or start the debugger by default; they are ExaBGP's, and easily sent to the wrong one. A terminal that is
// closed sends HUP.
const listenToSignals = (receiver: Receiver, standalone: boolean): void => {
  const ending = ['SIGTERM', 'SIGINT', ...(standalone ? (['SIGHUP'] as const) : [])] as const
  for (const signal of ['SIGHUP', 'SIGALRM', 'SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => {})
  for (const signal of ending) process.on(signal, () => receiver.dispatch({ type: 'stop', signal }))
}

// Whoever threw is lost, and nothing else: ending would cost every service, and six ends in a minute ExaBGP.
const outliveMistakes = (log: (line: LogLine) => void): Mistakes => {
  const mistake = tellMistakes(log)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.removeAllListeners(event)
    process.on(event, (error: unknown) => mistake('the program goes on', error))
  }
  return mistake
}
