// What does a monitoring plugin say: one line, numbers behind `|`, and the rest below?
import { printable } from '../log/printable.ts'
import { age } from '../values/span.ts'
import type { ServiceSnapshot } from './service.ts'
import { type Finding, findingsIn, type Severity, severityOf } from './severity.ts'
import type { Snapshot } from './snapshot.ts'

const words = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const

/** What NRPE passes on. */
const mostBytes = 4000
const longestLine = 1000

/** `troubles`: what kept processes from answering. Nobody's answer is `UNKNOWN`. */
export const pluginLines = (snapshots: readonly Snapshot[], troubles: readonly string[]): readonly string[] => {
  const findings = snapshots.flatMap(findingsIn).sort((one, other) => other.severity - one.severity)
  const severity = pluginSeverity(snapshots, troubles)
  const texts = [...findings.map((finding) => said(finding, snapshots)), ...troubles]
  const summary = texts.length === 0 ? well(snapshots) : (texts[0] ?? '')
  const more = texts.length > 1 ? ` (and ${texts.length - 1} more)` : ''
  const data = snapshots.flatMap(({ services }) => services.map(perfdata))
  const first = `EXABGP-HAPROXY ${words[severity]} - ${cut(clean(summary), longestLine)}${more}`
  const numbers = fitting(data, mostBytes / 2)
  const line = numbers.length === 0 ? first : `${first} | ${numbers.join(' ')}`
  return [line, ...fitting(texts.slice(1).map(clean), mostBytes - Buffer.byteLength(line) - 1)]
}

/** The exit status. */
export const pluginSeverity = (snapshots: readonly Snapshot[], troubles: readonly string[]): Severity => {
  if (snapshots.length === 0) return 3
  const severity = severityOf([...snapshots.flatMap(findingsIn)].sort((one, other) => other.severity - one.severity))
  return severity === 0 && troubles.length > 0 ? 1 : severity
}

const well = (snapshots: readonly Snapshot[]): string => {
  const count = snapshots.reduce((sum, { services }) => sum + services.length, 0)
  return count === 1 ? '1 service on its best tier' : `${count} services, each on its best tier`
}

const said = ({ what, service, since }: Finding, snapshots: readonly Snapshot[]): string => {
  const [first] = snapshots
  if (since !== undefined && first !== undefined) return `${what} (${age(first.time - since)})`
  for (const { services, time } of snapshots) {
    const found = services.find(({ name }) => name === service)
    if (found !== undefined) return `${what} ${age(time - found.since)}: ${found.why}`
  }
  return what
}

// The bar belongs to the perfdata, and the first line ends with the line.
const clean = (text: string): string => printable(text).replaceAll('|', '/')

const perfdata = ({ name, capacity }: ServiceSnapshot): string => {
  const value = capacity === undefined ? 'U' : `${Math.round(capacity * 1000) / 10}%`
  return `'${clean(name).replaceAll("'", '').replaceAll('=', '')}'=${value};;;0;100`
}

// Whole characters only.
const cut = (text: string, bytes: number): string => {
  let left = bytes
  const letters = [...text]
  const end = letters.findIndex((letter) => {
    left -= Buffer.byteLength(letter)
    return left < 0
  })
  return end === -1 ? text : letters.slice(0, end).join('')
}

// As many from the front as there is room for, each with what parts it from the next.
const fitting = (texts: readonly string[], room: number): readonly string[] => {
  let left = room
  const end = texts.findIndex((text) => {
    left -= Buffer.byteLength(text) + 1
    return left < 0
  })
  return end === -1 ? texts : texts.slice(0, end)
}
