// What lives from the configuration on, and how does it hang together?
import type { Config } from '../config/config.ts'
import type { News } from '../engine/effect.ts'
import { initialState } from '../engine/initial-state.ts'
import { now } from '../io/clock.ts'
import { onOutdatedFile } from '../io/lasting-file.ts'
import type { Logger } from '../io/logger.ts'
import type { LogLine } from '../log/line.ts'
import { Feed } from '../status/feed.ts'
import { History } from '../status/history.ts'
import { UnknownTimes } from '../status/unknown-times.ts'
import { type Addresses, followAddresses } from './addresses.ts'
import type { Begun } from './begun.ts'
import { Changes } from './changes.ts'
import type { Running } from './control.ts'
import { followEvents } from './events.ts'
import { followRecord } from './followed-record.ts'
import { followHooks, type Hooks } from './hooks.ts'
import { noOrderKeeper, type OrderKeeper, type OrderSurroundings, recollectOrders } from './kept-orders.ts'
import { Loop } from './loop.ts'
import { maintenanceLooks } from './maintenance.ts'
import { type Memory, noMemory, recollect } from './memory.ts'
import { offer } from './offer.ts'
import { reloadingOf } from './offer-reloading.ts'
import type { Parts } from './part.ts'
import { createProbes } from './probes.ts'
import { watchForSharedVips } from './shared-vips.ts'
import { ordersPlace, processName, statePlace } from './state-place.ts'
import type { TextfileWish } from './textfile.ts'

/** Rejects where it cannot go on. */
export const live = async (begun: Begun): Promise<void> => {
  const { start, standalone, around, parts, receiver, pipe, shadow, mistake, leaving } = begun
  const { config, log } = begun.first
  const place = standalone || shadow !== undefined ? undefined : statePlace(config, start, around)
  const { memory, keeper } = await recall(place, { config, dispatch: receiver.dispatch, log: log.write }, parts)
  const probes = parts.add(createProbes(log.write))
  const events = parts.add(followEvents(config, receiver.dispatch))
  const others = mindOthers(place, config, { log: log.write, parts })
  const [changes, name] = [new Changes(), processName(config, start)]
  const isTwin = place !== undefined && memory === noMemory
  const recorder = parts.add(followRecord({ config: config.record, name, isTwin, standalone, log: log.write }))
  const hooks = parts.add(followHooks(!standalone && shadow === undefined, log.write, mistake))
  const addresses = mindAddresses(begun, isTwin ? 'hands off' : place)
  const history = { transitions: new History(), unknown: new UnknownTimes(), feed: new Feed(), since: Date.now(), earlier: new Map() }
  const state = initialState(config, now(), standalone, memory.former, memory.predecessor, keeper.left, addresses.manages)
  await new Promise((_, reject) => {
    const loop = new Loop(state, {
      ...{ now, mistake, memory, keepOrders: keeper.keep, exit: leaving, followRing: events.renew },
      ...{ write: changes.telling(pipe.write), log: changes.telling(log.write) },
      ...{ note: (news, line) => remember(history, hooks, loop.state.config, news, line), taken: (next) => reloading.watch(next) },
      ...{ readStatistics: probes.readStatistics, probe: probes.probe },
      ...{ ...addresses.performers, lookForMaintenance: maintenanceLooks(receiver.dispatch) },
      ...{ record: recorder.record, giveUp: () => reject(new Error('nothing could be decided for 10 s')) },
    })
    receiver.connect(loop)
    shadow?.connect(() => loop.state)
    const follow = [recorder.follow, events.follow, addresses.follow, others, (next: Config) => offered(next)]
    const reloading = parts.add(reloadingOf(begun, loop, memory, follow))
    for (const part of [loop, addresses]) parts.add(part)
    const running: Running & TextfileWish = {
      ...{ name, changes, history, dispatch: receiver.dispatch, ordersKept: keeper.kept },
      ...{ state: () => loop.state, reloading },
      loaded: () => ({ file: start.file, ...reloading.facts(), ...shadow?.facts(), ...hooks.facts() }),
      ...{ recordPath: recorder.path, invocation: process.env.INVOCATION_ID, log: log.write },
    }
    const offered = offer(begun, running)
    onOutdatedFile((file, reason) => receiver.dispatch({ type: 'outdated', file, reason }))
  })
}

// Nothing is changed in a terminal, by a shadow, or beside another process with the same state file.
const mindAddresses = ({ first, standalone, shadow, receiver, mistake }: Begun, place: string | 'hands off' | undefined): Addresses =>
  followAddresses(first.config, {
    manages: !standalone && shadow === undefined && place !== 'hands off',
    ...{ place, dispatch: receiver.dispatch, log: first.log.write, mistake },
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

// Follows the configuration that is in force.
const mindOthers = (
  place: string | undefined,
  config: Config,
  { log, parts }: { readonly log: Logger; readonly parts: Parts },
): ((config: Config) => void) => (place === undefined ? () => {} : parts.add(watchForSharedVips(place, config, log)).follow)

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
