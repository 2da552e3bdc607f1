// Does anything get through the server from one router to the other?
import * as v from 'valibot'
import type { Family } from '../../e2e/kit/frr.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { until } from '../../e2e/kit/wait.ts'
import { families, type LivingTor } from './world.ts'

/** What becomes of a connection to the second router for which the first one takes the server as the way. */
export const answersThrough = async (first: LivingTor, second: LivingTor): Promise<Readonly<Record<Family, string>>> => {
  const [ipv4, ipv6] = await Promise.all([answerThrough(first, second, 'ipv4'), answerThrough(first, second, 'ipv6')])
  return { ipv4, ipv6 }
}

const answerThrough = async ({ tor, frr: { namespace } }: LivingTor, second: LivingTor, family: Family): Promise<string> => {
  const to = second.tor.server.own[family]
  const route = `${to} via ${tor.server.far[family]} src ${tor.loopback[family]} metric 1`
  await namespace.ip(`route add ${route}`)
  const answer = await namespace.exec('timeout', '1', 'bash', '-c', `exec 3<>/dev/tcp/${to}/179`).then(
    () => 'answered',
    () => 'no answer',
  )
  await namespace.ip(`route del ${route}`)
  return answer
}

/** Does something while the server forwards packets, as it never should. */
export const forwarding = async <Outcome>(server: Namespace, doIt: () => Promise<Outcome>): Promise<Outcome> => {
  const set = async (value: 0 | 1): Promise<void> => server.set({ 'ipv4/ip_forward': value, 'ipv6/conf/all/forwarding': value })
  await set(1)
  const outcome = await doIt()
  await set(0)
  return outcome
}

/** Every prefix that a router tells the server, sorted. */
export const toldTo = async ({ tor, frr }: LivingTor): Promise<string[]> => {
  const answers = await Promise.all(
    families.map((family) => frr.show(`show bgp ${family} unicast neighbors ${tor.server.far.ipv4} advertised-routes json`)),
  )
  return answers
    .flatMap((answer) => {
      const { advertisedRoutes, bgpOriginatingDefaultNetwork } = v.parse(advertised, answer)
      return [...Object.keys(advertisedRoutes), ...(bgpOriginatingDefaultNetwork === undefined ? [] : [bgpOriginatingDefaultNetwork])]
    })
    .sort()
}

const advertised = v.object({ advertisedRoutes: v.record(v.string(), v.unknown()), bgpOriginatingDefaultNetwork: v.optional(v.string()) })

/** Takes away the filter towards the servers; gives what the server is told then. */
export const tellAll = async (it: LivingTor): Promise<string[]> => {
  const { as, loopback } = it.tor
  await it.frr.run('configure terminal', `router bgp ${as}`, 'address-family ipv4 unicast', 'neighbor SERVERS prefix-list ANY out')
  await it.frr.run('configure terminal', `router bgp ${as}`, 'address-family ipv6 unicast', 'neighbor SERVERS prefix-list ANY6 out')
  const own = [`${loopback.ipv4}/32`, `${loopback.ipv6}/128`]
  return until('the router to tell the server its own addresses', async () => {
    const told = await toldTo(it)
    return own.every((prefix) => told.includes(prefix)) ? told : undefined
  })
}
