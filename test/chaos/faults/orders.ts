// What do operators order meanwhile?
import { keep, type World } from '../world.ts'
import { becomes, type Fault, type Scene } from './fault.ts'

const all = ({ services }: World): readonly string[] => services.flatMap(({ servers }) => servers)

/** By hand on HAProxy's socket, to one server or to all of a backend. */
const order = (
  input: 'order' | 'weight',
  [usual, unusual]: readonly [string, string],
  weight: number,
  targets: Fault['targets'],
): Fault => ({
  weight,
  lasts: [300, 12_000],
  targets,
  begin: async (scene, target) => {
    await give(scene, target, input, usual, unusual)
    return () => give(scene, target, input, unusual, usual)
  },
})

const give = async ({ world, oracle, held, now }: Scene, target: string, input: string, before: string, after: string): Promise<void> => {
  if (held.has('haproxy')) return
  const service = world.services.find(({ name, servers }) => name === target || servers.includes(target))
  const servers = service?.servers.filter((it) => target === service.name || it === target) ?? []
  for (const it of servers) oracle.input(`${input}:${it}`).set(now(), before, after)
  const words = servers.map((it) => `set server ${service?.name}/${it} ${after}`)
  const done = await world.haproxy.command(words.join(';')).then(
    () => true,
    () => false,
  )
  if (done) for (const it of servers) oracle.input(`${input}:${it}`).set(now(), after)
}

const drain = ['state ready', 'state drain'] as const
const maint = ['state ready', 'state maint'] as const
const weightless = ['weight 100%', 'weight 0'] as const

const maintenance: Fault = {
  weight: 5,
  lasts: [100, 10_000],
  targets: () => ['drains', 'command'],
  begin: async (scene, target) => {
    const [input, path] = [`maintenance:${target}`, scene.world.maintenanceFile(target)]
    await becomes(scene, input, 'off', 'on', async () => keep(path, true))
    return () => becomes(scene, input, 'on', 'off', async () => keep(path, false))
  },
}

export const orderFaults = {
  'server drained': order('order', drain, 2, all),
  'server in maintenance': order('order', maint, 2, all),
  'server without weight': order('weight', weightless, 2, () => ['b1', 'b2', 'b3', 'b4']),
  'backend drained': order('order', drain, 3, () => ['drains', 'tiers']),
  'backend in maintenance': order('order', maint, 2, () => ['drains', 'one', 'resort']),
  'maintenance file': maintenance,
} satisfies Record<string, Fault>
