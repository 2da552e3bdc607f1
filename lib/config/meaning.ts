// Do two configurations mean the same, however they are written?
import { isFields } from '../values/fields.ts'
import { keyed } from './check-key.ts'
import type { Config } from './config.ts'
import type { Service } from './service.ts'

/** One text for everything that means the same: comments, order, units and defaults that are written out make no difference. */
export const meaningOf = (config: Config): string =>
  text({
    ...config,
    exabgp: { ...config.exabgp, neighbors: [...config.exabgp.neighbors].sort() },
    services: [...config.services].sort((one, other) => (one.name < other.name ? -1 : 1)).map(meant),
  })

const meant = ({ vips, checks, ...rest }: Service) => ({
  ...rest,
  vips: vips.map((vip) => vip.text).sort(),
  checks: Object.fromEntries(keyed(checks)),
})

const text = (value: unknown): string => JSON.stringify(ordered(value))

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  )
}

/** `next` as it is in force in a process that runs already, where some keys count only from a start on; each part that is the same is the one that was there. */
export const inForce = (next: Config, running: Config): Config =>
  reused(
    {
      ...next,
      stateFile: running.stateFile,
      control: running.control,
      exabgp: { ...next.exabgp, dialect: running.exabgp.dialect, ack: running.exabgp.ack },
    },
    running,
  )

/** The keys in which they differ that count from the next start on. */
export const keysForStart = (next: Config, running: Config): readonly string[] => [
  ...(next.exabgp.dialect === running.exabgp.dialect ? [] : ['exabgp.dialect']),
  ...(next.exabgp.ack === running.exabgp.ack ? [] : ['exabgp.ack']),
  ...(text(next.control) === text(running.control) ? [] : ['control']),
  ...(text(next.stateFile) === text(running.stateFile) ? [] : ['exabgp.state-file']),
]

// What hangs on a part, such as a connection, goes on with it.
const reused = <Value>(after: Value, before: unknown): Value => {
  if (after === before) return after
  if (Array.isArray(after)) return whole(after, before, reusedItems(after, Array.isArray(before) ? before : []))
  if (!isFields(after) || !isFields(before)) return after
  const parts = Object.fromEntries(Object.entries(after).map(([key, value]) => [key, reused(value, before[key])]))
  const same = Object.keys(before).length === Object.keys(parts).length && Object.entries(parts).every(([key, one]) => one === before[key])
  return (same ? before : parts) as Value
}

const whole = <Value>(_: Value, before: unknown, items: readonly unknown[]): Value =>
  (Array.isArray(before) && before.length === items.length && items.every((one, index) => one === before[index]) ? before : items) as Value

// Services are known by their names, everything else by its place.
const reusedItems = (after: readonly unknown[], before: readonly unknown[]): readonly unknown[] => {
  const named = new Map(before.flatMap((one) => (isFields(one) && typeof one.name === 'string' ? [[one.name, one] as const] : [])))
  return after.map((one, index) => reused(one, isFields(one) && typeof one.name === 'string' ? named.get(one.name) : before[index]))
}
