// Which servers are looked at although no outline shows that they have changed?
import type { Config } from '../config/config.ts'
import type { StatisticsCheck } from '../config/schema/checks/kinds.ts'
import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import { remembering } from '../values/remembering.ts'
import { after, type Milliseconds, never } from '../values/time.ts'
import type { Dated, Known } from './haproxy-state.ts'

/** What no outline shows, such as the weight of a server that is down, is seen after this time: ten seconds, with a tenth to spare. */
const roundMs = 9000

/** The most that a withdraw has to wait for: HAProxy answers it in one line and within a few milliseconds. One backend may still have more. */
const most = { proxies: 30, servers: 500 }

type Toured = { readonly check: StatisticsCheck /** Of its service. */; readonly index: number }

/** The checks that the next part of the tour is about, or the one that is under way. */
export const touredChecks = ({ services }: Config, known: Known): readonly Toured[] => {
  const byProxy = checksByProxy(services)
  return [...nextPart(known).keys()].flatMap((proxy) => byProxy.get(proxy) ?? [])
}

const checksByProxy = remembering((services: readonly Service[]): ReadonlyMap<string, readonly Toured[]> => {
  const found = new Map<string, Toured[]>()
  for (const [index, { checks }] of services.entries()) {
    for (const check of checks) {
      if (!isStatisticsCheck(check)) continue
      const before = found.get(check.proxy)
      if (before === undefined) found.set(check.proxy, [{ check, index }])
      else before.push({ check, index })
    }
  }
  return found
})

/** The tour goes on after a pause: each part has its share of the round, so that a large one does not follow upon another. */
export const goingOn = (known: Omit<Known, 'tourAt'>, at: Milliseconds): Known => {
  const all = [...tables(known)]
  const [oldest] = all
  if (oldest === undefined) return { ...known, tourAt: never }
  if (oldest.at < known.staleBefore) return { ...known, tourAt: at }
  const share = sum([...nextPart(known).values()]) / sum(all.map(({ servers }) => servers))
  return { ...known, tourAt: after(at, share * roundMs) }
}

/** Something has happened that no outline explains: the whole round is made now. */
export const hurriedRound = (known: Known, at: Milliseconds): Known => ({ ...known, tourAt: at, staleBefore: at })

// By proxy: how many servers it has.
const nextPart = (known: Pick<Known, 'evidence'>): ReadonlyMap<string, number> => {
  const part = new Map<string, number>()
  for (const { proxy, servers } of tables(known)) {
    if (part.size > 0 && (part.size === most.proxies || sum([...part.values()]) + servers > most.servers)) break
    part.set(proxy, servers)
  }
  return part
}

// Of frontends and of backends without servers the outline shows everything.
function* tables({ evidence }: Pick<Known, 'evidence'>): Generator<Dated> {
  const seen = new Set<string>()
  for (const dated of evidence.values()) {
    if (dated.servers === 0 || seen.has(dated.proxy)) continue
    seen.add(dated.proxy)
    yield dated
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
