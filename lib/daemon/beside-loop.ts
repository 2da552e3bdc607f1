// What lives beside the loop, and follows the configuration that is in force?
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import { type Addresses, followAddresses } from './addresses.ts'
import type { Begun } from './begun.ts'
import { Changes } from './changes.ts'
import { followEvents } from './events.ts'
import { followRecord } from './followed-record.ts'
import { followHooks } from './hooks.ts'
import { noMemory } from './memory.ts'
import type { Parts } from './part.ts'
import { createProbes } from './probes.ts'
import type { Past } from './recall.ts'
import { nothingYet } from './remembered.ts'
import { watchForSharedVips } from './shared-vips.ts'
import { processName } from './state-place.ts'

/** `place`: of the state file; undefined where nothing is remembered. */
export const besideLoop = (begun: Begun, place: string | undefined, { memory }: Past) => {
  const { start, standalone, parts, receiver, shadow, mistake } = begun
  const { config, log } = begun.first
  const name = processName(config, start)
  const isTwin = place !== undefined && memory === noMemory
  return {
    name,
    changes: new Changes(),
    probes: parts.add(createProbes(log.write)),
    events: parts.add(followEvents(config, receiver.dispatch)),
    others: mindOthers(place, config, { log: log.write, parts }),
    recorder: parts.add(followRecord({ config: config.record, name, isTwin, standalone, log: log.write })),
    hooks: parts.add(followHooks(!standalone && shadow === undefined, log.write, mistake)),
    addresses: mindAddresses(begun, isTwin ? 'hands off' : place),
    history: nothingYet(),
  }
}

export type Beside = ReturnType<typeof besideLoop>

// Nothing is changed in a terminal, by a shadow, or beside another process with the same state file.
const mindAddresses = ({ first, standalone, shadow, receiver, mistake }: Begun, place: string | 'hands off' | undefined): Addresses =>
  followAddresses(first.config, {
    manages: !standalone && shadow === undefined && place !== 'hands off',
    place,
    dispatch: receiver.dispatch,
    log: first.log.write,
    mistake,
  })

// The log tells who else announces the same VIPs from this machine.
const mindOthers = (
  place: string | undefined,
  config: Config,
  { log, parts }: { readonly log: Logger; readonly parts: Parts },
): ((config: Config) => void) => (place === undefined ? () => {} : parts.add(watchForSharedVips(place, config, log)).follow)
