// Which routes of the configuration can the sessions not carry, on whatever step of its service, now or at 3 a.m.?
import type { Family } from '../bgp/address.ts'
import type { Prefix } from '../bgp/prefix.ts'
import type { PathAttributes, Route } from '../bgp/route.ts'
import { type Objection, objections, type Session } from '../bgp/session.ts'
import type { Config } from '../config/config.ts'
import type { Service } from '../config/service.ts'
import { routesOf, type Verdict } from '../policy/desired.ts'
import { nonEmpty } from '../values/non-empty.ts'
import type { State } from './state.ts'

/** The same objection of the same neighbors to some routes of a service. */
export type Unsuited = {
  readonly type: 'unsuited'
  readonly service: string
  readonly objection: Objection
  /** Where the routes stand in the configuration: `tier 2`, `warm`, `drain`, `down`. */
  readonly steps: readonly string[]
  readonly neighbors: readonly Neighbor[]
  /** Of one family where that is what is objected to. */
  readonly vips: readonly string[]
  /** Those of the first of the steps. */
  readonly attributes: PathAttributes
}

type Neighbor = Pick<Session, 'address' | 'localAs' | 'peerAs'>

/** No neighbor takes a family of the VIPs. `offeredTo`: to whom ExaBGP offers it; `lacksNextHop`: `self` would be no address of that family there. */
export type Unreachable = {
  readonly type: 'unreachable'
  readonly service: string
  readonly family: Family
  readonly vips: readonly string[]
  readonly offeredTo: readonly string[]
  readonly lacksNextHop: boolean
}

/** Looks at all services whenever ExaBGP has described its sessions anew, or another configuration is in force. */
export const meet = (state: State, before: State): { readonly state: State; readonly news: readonly (Unsuited | Unreachable)[] } => {
  const { config, exabgp } = state
  const { settled } = exabgp.sessions
  if (settled === before.exabgp.sessions.settled && config === before.config) return { state, news: [] }
  const { neighbors } = config.exabgp
  const sessions = [...settled.values()].filter(({ address }) => neighbors.length === 0 || neighbors.includes(address))
  const found = config.services.flatMap((service) => complaints(service, sessions, config))
  const fresh = found.filter(({ key }) => !state.warned.has(key))
  if (fresh.length === 0) return { state, news: [] }
  const warned = new Set([...state.warned, ...fresh.map(({ key }) => key)])
  return { state: { ...state, warned }, news: together(fresh.map(({ news }) => news)) }
}

type ComplaintOf<What> = { readonly key: string; readonly news: What }
type Complaint = ComplaintOf<Unsuited | Unreachable>

// Who is told that nobody takes a family has the whole remedy, and nothing else to mend for it first.
const complaints = (service: Service, sessions: readonly Session[], config: Config): readonly Complaint[] => {
  const nowhere = unreachable(service, sessions, config)
  const families = nowhere.map(({ news }) => news.family)
  const others = unsuitedOn(service, sessions, config)
  return [...nowhere, ...others.filter(({ news }) => !ofOneFamily.has(news.objection) || !families.includes(familyOf(news)))]
}

const familyOf = ({ vips: [vip = ''] }: Unsuited): Family => (vip.includes(':') ? 'ipv6' : 'ipv4')

const unsuitedOn = (service: Service, sessions: readonly Session[], config: Config): readonly ComplaintOf<Unsuited>[] =>
  stepsOf(service).flatMap(({ name, verdict, warm }) =>
    routesOf({ ...service, vips: nonEmpty(firstOfEach(service.vips)) }, verdict, warm, config.localAs).flatMap((route) =>
      sessions.filter(({ address }) => route.to?.includes(address) ?? true).flatMap((session) => unsuited(service, name, route, session)),
    ),
  )

// The VIPs of a family have the same attributes.
const firstOfEach = (vips: readonly Prefix[]): readonly Prefix[] =>
  vips.filter((vip, index) => vips.findIndex(({ family }) => family === vip.family) === index)

const unsuited = (
  { name: service, vips }: Service,
  step: string,
  { nlri, attributes }: Route,
  session: Session,
): readonly ComplaintOf<Unsuited>[] =>
  objections(session, { nlri, attributes }).map((objection) => {
    const { address, localAs, peerAs } = session
    const { family } = nlri.prefix
    return {
      key: [service, family, objection, step, address].join(' '),
      news: {
        type: 'unsuited' as const,
        service,
        objection,
        steps: [step],
        neighbors: [{ address, localAs, peerAs }],
        vips: ofOneFamily.has(objection) ? textsOf(vips, family) : vips.map(({ text }) => text),
        attributes,
      },
    }
  })

// The others are about attributes, which both families have.
const ofOneFamily: ReadonlySet<Objection> = new Set(['no-next-hop', 'router-id', 'not-negotiated'])

const textsOf = (vips: readonly Prefix[], family: Family): readonly string[] =>
  vips.filter((vip) => vip.family === family).map(({ text }) => text)

const stepsOf = ({ tiers, down, warm, drain }: Service): readonly { name: string; verdict: Verdict; warm: boolean }[] => [
  ...tiers.map((_, index) => ({ name: `tier ${index + 1}`, verdict: index, warm: false })),
  ...(warm === undefined ? [] : [{ name: 'warm', verdict: 0, warm: true }]),
  ...(drain === undefined ? [] : [{ name: 'drain', verdict: 'draining' as const, warm: false }]),
  ...(down === 'withdraw' ? [] : [{ name: 'down', verdict: 'down' as const, warm: false }]),
]

// Where no session is up, nobody knows what the neighbors take.
const unreachable = (of: Service, sessions: readonly Session[], config: Config): readonly ComplaintOf<Unreachable>[] => {
  const { name: service, vips } = of
  if (!sessions.some(({ state }) => state === 'up')) return []
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const concerned = textsOf(vips, family)
    const taken = sessions.some(({ families }) => families.has(family) && families.get(family) !== false)
    if (concerned.length === 0 || taken) return []
    const offeredTo = [...new Set(sessions.filter(({ families }) => families.has(family)).map(({ address }) => address))]
    const lacksNextHop = family === 'ipv6' && usesSelf(of, family, config) && sessions.every(({ address }) => !address.includes(':'))
    const news = { type: 'unreachable' as const, service, family, vips: concerned, offeredTo, lacksNextHop }
    return [{ key: `${service} unreachable ${family}`, news }]
  })
}

const usesSelf = (service: Service, family: Family, { localAs }: Config): boolean =>
  stepsOf(service)
    .flatMap(({ verdict, warm }) => routesOf(service, verdict, warm, localAs))
    .some(({ nlri, attributes }) => nlri.prefix.family === family && attributes.nextHop === 'self')

// One line for each service and objection: first the steps of a neighbor come together, then the neighbors with the same steps.
const together = (news: readonly (Unsuited | Unreachable)[]): readonly (Unsuited | Unreachable)[] =>
  merged(
    merged(news, ({ service, objection, vips: [vip], neighbors: [neighbor] }) => [service, objection, vip, neighbor?.address]),
    ({ service, objection, vips: [vip], steps, neighbors: [neighbor] }) => [service, objection, vip, String(neighbor?.peerAs), ...steps],
  )

const merged = (
  news: readonly (Unsuited | Unreachable)[],
  kin: (one: Unsuited) => readonly (string | undefined)[],
): readonly (Unsuited | Unreachable)[] => {
  const families = new Map<string, Unsuited>()
  for (const one of news.filter((one) => one.type === 'unsuited')) {
    const key = JSON.stringify(kin(one))
    const known = families.get(key)
    families.set(key, known === undefined ? one : join(known, one))
  }
  return [...news.filter((one) => one.type === 'unreachable'), ...families.values()]
}

const join = (one: Unsuited, other: Unsuited): Unsuited => ({
  ...one,
  steps: [...new Set([...one.steps, ...other.steps])],
  neighbors: [...one.neighbors, ...other.neighbors.filter(({ address }) => one.neighbors.every((known) => known.address !== address))],
})
