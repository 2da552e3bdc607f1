// How does GoBGP take part?
import { writeFileSync } from 'node:fs'
import { execa } from 'execa'
import * as v from 'valibot'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { accepts } from '../../e2e/kit/unix-socket.ts'
import { until } from '../../e2e/kit/wait.ts'
import { holdTimeSeconds, nodeAs, type Router, routerAs, type SessionMark, stanceOf, type Table, type Wire } from './router.ts'

export const gobgp = (namespace: Namespace, wire: Wire): Router => {
  const [configuration, socket] = [namespace.path('gobgpd.toml'), namespace.path('gobgpd.sock')]
  const words = ['-f', configuration, '--api-hosts', `unix://${socket}`, '--pprof-disable', '-p']
  const program = namespace.program('gobgpd', ['/usr/bin/gobgpd', ...words])
  return {
    ...{ name: 'gobgp', namespace, wire, program },
    start: async () => {
      writeFileSync(configuration, configurationFor(wire))
      program.start()
      await until('GoBGP to listen', () => accepts(socket))
    },
    table: () => table(socket, wire),
    reset: async () => void (await command(socket, 'neighbor', 'all', 'reset')),
  }
}

const configurationFor = (wire: Wire): string => `[global.config]
  as = ${routerAs}
  router-id = "${wire.ipv4(2)}"
${neighbor(wire.ipv4(1), 'ipv4-unicast')}
${neighbor(wire.ipv6(1), 'ipv6-unicast')}`

const neighbor = (address: string, family: string): string => `[[neighbors]]
  [neighbors.config]
    neighbor-address = "${address}"
    peer-as = ${nodeAs}
  [neighbors.transport.config]
    passive-mode = true
  [neighbors.timers.config]
    hold-time = ${holdTimeSeconds}
    keepalive-interval = ${holdTimeSeconds / 3}
    idle-hold-time-after-reset = 1
  [[neighbors.afi-safis]]
    [neighbors.afi-safis.config]
      afi-safi-name = "${family}"`

const command = async (socket: string, ...words: readonly string[]): Promise<string> =>
  (await execa('/usr/bin/gobgp', ['--target', `unix://${socket}`, ...words], { timeout: 1000 })).stdout

const table = async (socket: string, wire: Wire): Promise<Table> => {
  const [ipv4, ipv6, neighbors] = await Promise.all([
    command(socket, 'global', 'rib', '-a', 'ipv4', '-j'),
    command(socket, 'global', 'rib', '-a', 'ipv6', '-j'),
    command(socket, 'neighbor', '-j'),
  ])
  const states = v.parse(neighborsSchema, JSON.parse(neighbors))
  const mark = (address: string): SessionMark => {
    const found = states.find(({ state }) => state.neighbor_address === address)
    return found?.state.session_state === established ? JSON.stringify(found.timers) : undefined
  }
  return { sessions: [mark(wire.ipv4(1)), mark(wire.ipv6(1))], routes: new Map([...readRoutes(ipv4), ...readRoutes(ipv6)]) }
}

const established = 6

const readRoutes = (answer: string): [string, string][] =>
  Object.entries(v.parse(ribSchema, JSON.parse(answer))).flatMap(([prefix, [path]]) => {
    if (path === undefined) return []
    const asns = path.attrs.flatMap(({ as_paths }) => as_paths?.flatMap((segment) => segment.asns) ?? [])
    const communities = path.attrs.flatMap((it) => it.communities ?? [])
    return [
      [
        prefix,
        stanceOf(
          asns,
          communities.map((it) => `${it >>> 16}:${it & 0xffff}`),
        ),
      ],
    ]
  })

const neighborsSchema = v.array(
  v.object({
    state: v.object({ neighbor_address: v.string(), session_state: v.optional(v.number()) }),
    timers: v.object({ state: v.object({ uptime: v.optional(v.unknown()), downtime: v.optional(v.unknown()) }) }),
  }),
)

const attributeSchema = v.object({
  as_paths: v.optional(v.array(v.object({ asns: v.array(v.number()) }))),
  communities: v.optional(v.array(v.number())),
})

const ribSchema = v.record(v.string(), v.array(v.object({ attrs: v.array(attributeSchema) })))
