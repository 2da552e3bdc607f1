// How does FRR take part?
import * as v from 'valibot'
import { Frr } from '../../e2e/kit/frr.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { bgpdConfiguration } from '../../e2e/kit/peer-configurations.ts'
import { holdTimeSeconds, nodeAs, type Router, routerAs, type SessionMark, stanceOf, type Table, type Wire } from './router.ts'

export const frr = (namespace: Namespace, wire: Wire): Router => {
  const daemons = new Frr(namespace)
  const peering = {
    ...{ routerAs, nodeAs, routerId: wire.ipv4(2), holdTime: holdTimeSeconds },
    sessions: [
      { router: wire.ipv4(2), node: wire.ipv4(1), families: ['ipv4'] },
      { router: wire.ipv6(2), node: wire.ipv6(1), families: ['ipv6'] },
    ],
  } as const
  return {
    ...{ name: 'frr', namespace, wire, program: daemons.bgpd },
    start: () => daemons.start(bgpdConfiguration(peering)),
    table: () => table(daemons, wire),
    reset: async () => void (await daemons.run('clear bgp *')),
  }
}

const table = async (daemons: Frr, wire: Wire): Promise<Table> => {
  const [ipv4, ipv6, neighbors] = await Promise.all([daemons.table('ipv4'), daemons.table('ipv6'), daemons.show('show bgp neighbors json')])
  const states = v.parse(neighborsSchema, neighbors)
  const mark = (address: string): SessionMark => {
    const { bgpState, connectionsEstablished } = states[address] ?? {}
    return bgpState === 'Established' ? String(connectionsEstablished) : undefined
  }
  return {
    sessions: [mark(wire.ipv4(1)), mark(wire.ipv6(1))],
    routes: new Map(
      [...ipv4, ...ipv6].flatMap(([prefix, [best]]) => (best === undefined ? [] : [[prefix, stanceOf(best.asPath, best.communities)]])),
    ),
  }
}

const neighborsSchema = v.record(
  v.string(),
  v.looseObject({ bgpState: v.optional(v.string()), connectionsEstablished: v.optional(v.number()) }),
)
