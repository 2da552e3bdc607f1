// How is the process itself shown, and those with whom it speaks?
import { printable } from '../log/printable.ts'
import { count } from '../values/count.ts'
import { some } from '../values/some.ts'
import { age } from '../values/span.ts'
import type { NeighborSnapshot } from './neighbors.ts'
import type { Snapshot } from './snapshot.ts'
import { clock, type Style, table } from './style.ts'

/** Of more neighbors only those that are not up are named. */
const mostNeighbors = 12

const mostProblems = 20

export const processLines = (snapshot: Snapshot, style: Style): readonly string[] => {
  const { process, time, neighbors } = snapshot
  const { name, pid, version, startedAt } = process
  return [
    printable(`exabgp-haproxy ${version}  ${name}  pid ${pid}  up ${age(time - startedAt)}  ${configText(snapshot, style)}`),
    ...(process.configProblems === undefined ? [printable(`${exabgpText(snapshot)}   ${haproxyText(snapshot)}`)] : []),
    ...problemLines(process),
    ...(process.fallback === undefined ? [] : [printable(process.fallback.what)]),
    ...shadowLines(snapshot),
    ...neighborLines(neighbors, time, style),
    ...reloadLines(snapshot, style),
  ]
}

const problemLines = ({ configProblems = [] }: Snapshot['process']): readonly string[] => [
  ...configProblems.slice(0, mostProblems).map((problem) => printable(`  ${problem}`)),
  ...(configProblems.length > mostProblems ? [`  and ${configProblems.length - mostProblems} more, which check lists`] : []),
]

const shadowLines = ({ process: { shadow }, time }: Snapshot): readonly string[] => {
  if (shadow === undefined) return []
  const { unsent, listedAt, agreed, missing, unwanted } = shadow
  const head = `SHADOW: sends nothing, and has kept ${count(unsent, 'command')} back; `
  if (listedAt === undefined) return [`${head}ExaBGP has not listed what it announces`]
  const differing = [
    ...(missing.length === 0 ? [] : [`would announce ${some(missing)}, which ExaBGP does not`]),
    ...(unwanted.length === 0 ? [] : [`would not announce ${some(unwanted)}, which ExaBGP does`]),
  ]
  const sum = `${agreed} of ${agreed + missing.length + unwanted.length} VIPs as ExaBGP announces them (listed ${age(time - listedAt)} ago)`
  return [printable(`${head}${[sum, ...differing].join('; ')}`)]
}

const configText = ({ process, time }: Snapshot, style: Style): string => {
  const { configPath, configHash, configLoadedAt, fileDiffers, fallback } = process
  if (process.configProblems !== undefined) return `${configPath ?? 'flags'}: BROKEN, no configuration is in force`
  const hash = `(${configHash.slice(0, 4)}…)`
  if (configPath === undefined) return `configured by flags ${hash}`
  if (fallback !== undefined) return `the last good configuration ${hash}, NOT ${configPath}`
  const state = fileDiffers === undefined ? '' : fileDiffers ? ', CHANGED since: not in force' : ', as running'
  return `${configPath} of ${clock(configLoadedAt, time, style)} ${hash}${state}`
}

const reloadLines = ({ process: { confirmDeadline, lastReload }, time }: Snapshot, style: Style): readonly string[] => [
  ...(confirmDeadline === undefined
    ? []
    : [`next: the former configuration returns in ${age(confirmDeadline - time)}, unless it is confirmed: exabgp-haproxy confirm`]),
  ...(lastReload === undefined ? [] : reloadText(lastReload, clock(lastReload.at, time, style))),
]

const reloadText = ({ ok, what, undone }: NonNullable<Snapshot['process']['lastReload']>, when: string): readonly string[] => {
  if (undone) return [printable(`at ${when} the last reload was ${what}`)]
  return ok ? [] : [printable(`the reload at ${when} failed: ${what}`)]
}

const exabgpText = ({ exabgp }: Snapshot): string => {
  const { version, acks, answerMs, oldestCommandMs, refusedRoutes } = exabgp
  if (acks === undefined) return 'ExaBGP is being asked for its version'
  const who = version === undefined ? 'ExaBGP (version unknown)' : `ExaBGP ${version}`
  const pace = answerMs === undefined ? '' : ` in ${answerMs.toFixed(1)} ms`
  const late = oldestCommandMs !== undefined && oldestCommandMs > 1000 ? `, SILENT for ${age(oldestCommandMs)}` : ''
  const refused = refusedRoutes === 0 ? '' : `, REFUSES ${count(refusedRoutes, 'route')}`
  return `${who} ${acks ? `acknowledges${pace}` : 'acknowledges nothing'}${late}${refused}`
}

const haproxyText = (snapshot: Snapshot): string => {
  const { haproxy, time } = snapshot
  const { version, pid, ring, trouble, up } = haproxy
  if (up === undefined) return asksHaproxy(snapshot) ? 'HAProxy has not been asked yet' : 'no check asks HAProxy'
  const who = ['HAProxy', ...(version === undefined ? [] : [version])].join(' ')
  const parts = [
    ...(pid === undefined ? [] : [`process ${pid}`]),
    ...(ring === undefined
      ? []
      : [ring.followed ? `followed by ring ${ring.name}` : `NOT followed by ring ${ring.name}${because(ring.trouble)}`]),
    ...(trouble === undefined ? [] : [`no statistics for ${age(time - trouble.since)}: ${trouble.reason}`]),
  ]
  return [who, ...parts].join(', ')
}

const asksHaproxy = ({ services }: Snapshot): boolean =>
  services.some(({ checks }) => checks.some(({ kind }) => kind === 'backend' || kind === 'frontend'))

const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`)

const neighborLines = (neighbors: readonly NeighborSnapshot[], now: number, style: Style): readonly string[] => {
  const shown = neighbors.length <= mostNeighbors ? neighbors : neighbors.filter(({ state }) => state !== 'up')
  const left = neighbors.length - shown.length
  const rows = shown.map(({ address, as, state, absent, since }) => [
    { text: `  ${printable(address)}` },
    { text: as === undefined ? '' : `AS ${as}` },
    { text: absent ? 'UNKNOWN to ExaBGP' : stateText(state, since, now), ...((state === 'down' || absent) && { colour: 'red' as const }) },
  ])
  return [
    ...table(rows, style),
    ...(left === 0 ? [] : [`  ${left === neighbors.length ? `${left} neighbors, all` : `and ${left} more, all`} up`]),
  ]
}

const stateText = (state: NeighborSnapshot['state'], since: number | undefined, now: number): string =>
  [state === 'down' ? 'DOWN' : state, ...(since === undefined ? [] : [age(now - since)])].join(' ')
