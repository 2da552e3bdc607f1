// How does BIRD take part?
import { writeFileSync } from 'node:fs'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { accepts, ask } from '../../e2e/kit/unix-socket.ts'
import { until } from '../../e2e/kit/wait.ts'
import { holdTimeSeconds, nodeAs, type Router, routerAs, type SessionMark, stanceOf, type Table, type Wire } from './router.ts'

export const bird = (namespace: Namespace, wire: Wire): Router => {
  const [configuration, socket] = [namespace.path('bird.conf'), namespace.path('bird.ctl')]
  const program = namespace.program('bird', ['/usr/sbin/bird', '-f', '-c', configuration, '-s', socket, '-P', namespace.path('bird.pid')])
  return {
    ...{ name: 'bird', namespace, wire, program },
    start: async () => {
      writeFileSync(configuration, configurationFor(wire))
      program.start()
      await until('BIRD to listen', () => accepts(socket))
    },
    table: () => table(socket),
    reset: async () => void (await command(socket, 'restart all')),
  }
}

const configurationFor = (wire: Wire): string => `router id ${wire.ipv4(2)};
protocol device {}
${protocol('node4', wire.ipv4, 'ipv4')}
${protocol('node6', wire.ipv6, 'ipv6')}`

const protocol = (name: string, address: (host: 1 | 2) => string, family: string): string => `protocol bgp ${name} {
  local ${address(2)} as ${routerAs};
  neighbor ${address(1)} as ${nodeAs};
  passive;
  hold time ${holdTimeSeconds};
  error wait time 1, 2;
  ${family} { import all; export none; };
}`

const table = async (socket: string): Promise<Table> => {
  const [protocols, routes] = await Promise.all([command(socket, 'show protocols'), command(socket, 'show route all')])
  // `1002-node4  BGP  ---  up  01:02:03.004  Established`
  const mark = (name: string): SessionMark => new RegExp(`^(?:\\d{4}-| )${name} .* (\\S+) +Established`, 'm').exec(protocols)?.[1]
  return { sessions: [mark('node4'), mark('node6')], routes: new Map(readRoutes(routes)) }
}

/** Every line begins with a code of four digits, or with a blank where it repeats the last one; a code before a blank ends the answer. */
const command = async (socket: string, text: string): Promise<string> => {
  const isWhole = (answer: Buffer): boolean => /\n(?!0001)\d{4} [^\n]*\n$/.test(answer.toString())
  return (await ask(socket, `${text}\n`, { isWhole, within: 1000 })).toString()
}

// `1007-9.9.9.1/32          unicast [node4 01:02:03.004] * (100) [AS65010i]`, then its attributes.
const readRoutes = (answer: string): [string, string][] =>
  answer.split(/^(?:1007-| )(?=[0-9a-f.:]+\/\d+ )/m).flatMap((text) => {
    const prefix = /^[0-9a-f.:]+\/\d+/.exec(text)?.[0]
    const asPath = /BGP\.as_path: (.*)/.exec(text)?.[1]
    const communities = [...(/BGP\.community: (.*)/.exec(text)?.[1] ?? '').matchAll(/\((\d+),(\d+)\)/g)]
    if (prefix === undefined || asPath === undefined) return []
    return [
      [
        prefix,
        stanceOf(
          asPath.trim().split(' ').map(Number),
          communities.map(([, high, low]) => `${high}:${low}`),
        ),
      ],
    ]
  })
