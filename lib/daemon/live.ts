// What lives from the configuration on, and how does it hang together?
import type { Config } from '../config/config.ts'
import type { News } from '../engine/effect.ts'
import { initialState } from '../engine/initial-state.ts'
import { isPressed } from '../engine/pressed.ts'
import { now } from '../io/clock.ts'
import { onOutdatedFile } from '../io/lasting-file.ts'
import { sparing } from '../io/sparing.ts'
import type { LogLine } from '../log/line.ts'
import type { Begun } from './begun.ts'
import { type Beside, besideLoop } from './beside-loop.ts'
import type { Running } from './control.ts'
import type { Hooks } from './hooks.ts'
import type { OrderKeeper } from './kept-orders.ts'
import { Loop } from './loop.ts'
import { maintenanceLooks } from './maintenance.ts'
import { offer } from './offer.ts'
import { reloadingOf } from './offer-reloading.ts'
import type { Performers } from './performers.ts'
import { type Past, recall } from './recall.ts'
import { statePlace } from './state-place.ts'
import type { TextfileWish } from './textfile.ts'

/** Rejects where it cannot go on. */
export const live = async (begun: Begun): Promise<void> => {
  const { start, standalone, around, parts, receiver, shadow } = begun
  const { config, log } = begun.first
  const place = standalone || shadow !== undefined ? undefined : statePlace(config, start, around)
  const past = await recall(place, { config, dispatch: receiver.dispatch, log: log.write }, parts)
  const beside = besideLoop(begun, place, past)
  await new Promise((_, reject) => decide(begun, past, beside, () => reject(new Error('nothing could be decided for 10 s'))))
}

/** Begins to decide. `giveUp`: nothing can be decided any more. */
const decide = (begun: Begun, past: Past, beside: Beside, giveUp: () => void): void => {
  const { standalone, parts, receiver, shadow } = begun
  const { memory, keeper } = past
  const { events, others, recorder, hooks, addresses, history } = beside
  const state = initialState(begun.first.config, now(), standalone, memory.former, memory.predecessor, keeper.left, addresses.manages)
  const loop = new Loop(state, {
    ...performersOf(begun, past, beside),
    note: (news, line) => remember(history, hooks, loop.state.config, news, line),
    record: recorder.record,
    taken: (next) => reloading.watch(next),
    now,
    giveUp,
  })
  receiver.connect(loop)
  shadow?.connect(() => loop.state)
  const follow = [recorder.follow, events.follow, addresses.follow, others, (next: Config) => offered(next)]
  const reloading = parts.add(reloadingOf(begun, loop, memory, follow))
  for (const part of [loop, addresses]) parts.add(part)
  receiver.handOn()
  const offered = offer(begun, runningOf(begun, keeper, beside, { state: () => loop.state, reloading }))
  onOutdatedFile((file, reason) => receiver.dispatch({ type: 'outdated', file, reason }))
}

// What was said to ExaBGP or to the log wakes those who watch.
const performersOf = (
  { first, receiver, pipe, mistake, leaving }: Begun,
  { memory, keeper }: Past,
  { changes, probes, events, addresses }: Beside,
): Omit<Performers, 'note'> => ({
  write: changes.telling(pipe.write),
  log: changes.telling(first.log.write),
  readStatistics: probes.readStatistics,
  probe: probes.probe,
  lookForMaintenance: maintenanceLooks(receiver.dispatch),
  ...addresses.performers,
  followRing: events.renew,
  keepOrders: keeper.keep,
  exit: leaving,
  memory,
  mistake,
})

/** What those who ask the process are told of; sockets and files of this machine share a row. */
const runningOf = (
  { start, first, receiver, shadow }: Begun,
  keeper: OrderKeeper,
  { name, changes, history, hooks, recorder }: Beside,
  { state, reloading }: Pick<Running, 'state' | 'reloading'>,
): Running & TextfileWish => ({
  name,
  state,
  changes,
  history,
  reloading,
  dispatch: receiver.dispatch,
  ordersKept: keeper.kept,
  loaded: () => ({ file: start.file, ...reloading.facts(), ...shadow?.facts(), ...hooks.facts() }),
  recordPath: recorder.path,
  invocation: process.env.INVOCATION_ID,
  log: first.log.write,
  spare: sparing(() => isPressed(state())),
})

// What is only on the page is kept where there is one.
const remember = ({ transitions, unknown, feed }: Running['history'], hooks: Hooks, config: Config, news: News, line: LogLine): void => {
  const time = Date.now()
  hooks.take(news, config)
  transitions.take(news, time)
  if (config.status === undefined) return
  unknown.take(news, time)
  feed.take(line, time)
}
