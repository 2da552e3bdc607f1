// What happens to routers, and on the way to them?
import type { Namespace } from '../../e2e/kit/namespace.ts'
import type { World } from '../world.ts'
import type { Fault, Scene } from './fault.ts'

const names = ({ routers }: World): readonly string[] => routers.map(({ name }) => name)

/** Nobody judges what the router has until all is over. */
const disturbs = (hold: string, weight: number, lasts: readonly [number, number], change: Fault['begin']): Fault => ({
  weight,
  lasts,
  holds: [hold],
  targets: names,
  begin: async (scene, target) => {
    const over = scene.oracle.spans(target).begin(scene.now())
    const end = await change(scene, target)
    return async () => {
      await end()
      over(scene.now())
    }
  },
})

const freeze = disturbs('router', 3, [300, 14_000], async ({ world }, target) => {
  const { program } = world.router(target)
  program.freeze()
  return async () => program.thaw()
})

const reset = disturbs('session', 2, [1, 2], async ({ world }, target) => {
  await world
    .router(target)
    .reset()
    .catch(() => {})
  return async () => {}
})

const linkDown = disturbs('link', 3, [300, 12_000], async ({ world }, target) => {
  await world.node.ip(`link set to-${target} down`)
  return async () => {
    await world.node.ip(`link set to-${target} up`)
    // The kernel has forgotten the IPv6 addresses of an interface that was down.
    await world.node.ip(`addr replace ${world.router(target).wire.ipv6(1)}/64 dev to-${target} nodad`)
  }
})

/** Packets vanish in both directions: each side has a wrong address of the other, which no hardware answers. */
const linkSilent = disturbs('link', 3, [300, 12_000], async (scene, target) => {
  const ends = endsOf(scene, target)
  for (const { namespace, dev, others } of ends)
    await namespace.ip(...others.map((it) => `neigh replace ${it} lladdr 02:00:00:00:00:99 nud permanent dev ${dev}`))
  return async () => {
    for (const { namespace, dev, others } of ends) await namespace.ip(...others.map((it) => `neigh del ${it} dev ${dev}`))
  }
})

type Side = { readonly namespace: Namespace; readonly dev: string; readonly others: readonly string[] }

const endsOf = ({ world }: Scene, target: string): readonly Side[] => {
  const { namespace, wire } = world.router(target)
  return [
    { namespace: world.node, dev: `to-${target}`, others: [wire.ipv4(2), wire.ipv6(2)] },
    { namespace, dev: 'to-node', others: [wire.ipv4(1), wire.ipv6(1)] },
  ]
}

export const routerFaults = {
  'router frozen': freeze,
  'session reset': reset,
  'link down': linkDown,
  'link silent': linkSilent,
} satisfies Record<string, Fault>
