// How does a process of ours watch ten thousand servers for a thousand services?
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { HaproxyInstance } from '../../e2e/kit/haproxy.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { startAnnouncing } from './answered.ts'
import { ourCommand } from './commands.ts'
import { crowded, each } from './crowd.ts'

/** What it is called in titles. */
export const thousand = `1,000 services over ${(crowded.length * each).toLocaleString('en')} servers`

/** Where one service watches a backend of its own. `net`: the VIPs of all others are in 10.net.0.0/16. */
export type Single = { readonly vip: string; readonly backend: string; readonly net?: number }

/** `events`: the ring that it follows; `listen`: where it serves its status. */
type Keys = { readonly events?: string; readonly listen?: string }

/** Once a second, and no announcement is repeated, as that would be taken for news. */
export const calm = { interval: '1', rise: '1', refresh: '24h' }

/** Starts it, or one with fewer services, and waits for all of its announcements. The first service is `single`, all others share the crowd. */
export const startThousand = (
  node: Namespace,
  { socket }: HaproxyInstance,
  { vip, backend, net = 41 }: Single,
  { events, listen }: Keys = {},
  count = 1000,
): Promise<ChildProcess> => {
  const services = manyServices({ vip, backend, net }, count, (index) => crowded[index % crowded.length] ?? '')
  const file = fileOf(node, backend, count)
  const status = listen === undefined ? {} : { status: { listen } }
  writeFileSync(file, stringify({ haproxy: { stats: socket, ...(events && { events }) }, ...status, services }))
  return startAnnouncing(node, ourCommand(socket, { ...calm, config: file }), count)
}

/** The key `services` of so many: the first is `single`, the others watch what `backendOf` says of each. */
export const manyServices = (
  { vip, backend, net = 41 }: Single,
  count: number,
  backendOf: (index: number) => string,
): Readonly<Record<string, unknown>> => {
  const others = Array.from({ length: count - 1 }, (_, index) => ({
    vips: [`10.${net}.${index >> 8}.${index % 256}/32`],
    checks: [{ backend: backendOf(index) }],
  }))
  return Object.fromEntries([{ vips: [vip], checks: [{ backend }] }, ...others].map((service, index) => [`s${index}`, service]))
}

/** Where its configuration is. */
export const fileOf = (node: Namespace, backend: string, count: number): string => node.path(`${backend}-${count}.yaml`)
