// What do fifty services pay for others, in the same process, that hang in every way there is?
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { mountDead } from '../e2e/kit/dead-mount.ts'
import type { Site } from '../e2e/kit/site.ts'
import type { Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { type Course, floor, floorCommand, type Process, World } from './kit/world.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const dead = await mountDead()
  try {
    const processes = [idle, alone, beset(dead.folder)]
    const world = await World.start(run, processes)
    try {
      await silenceResolver(world.site)
      const courses: { readonly process: Process; readonly there: boolean; readonly course: Course }[] = []
      const count = rounds(50, 8)
      for (let round = 0; round < count; round++) {
        say(`isolation: round ${round + 1} of ${count}`)
        for (const there of [false, true])
          for (const process of processes.slice(1)) {
            await sleep(300)
            courses.push({ process, there, course: await world.turn(process, there) })
          }
      }
      return [false, true].map((there) => ({
        title: `50 services ${there ? 'come back' : 'are lost'}, beside what hangs: from HAProxy's change to the last of them in the router's kernel`,
        unit: 'ms' as const,
        rows: processes.slice(1).map((process) => ({
          subject: titles[process.name] ?? '',
          samples: courses.flatMap((one) =>
            one.process === process && one.there === there ? [one.course.routed - one.course.changed] : [],
          ),
        })),
        floor: titles.alone ?? '',
        note,
      }))
    } finally {
      world.close()
    }
  } finally {
    await dead.release()
  }
}

const titles: Readonly<Record<string, string>> = { alone: 'fifty services', beset: 'the same beside what hangs' }

const note =
  'by push, rise 1; what hangs: a resolver that never answers ten http checks by name, credentials, certificates, the record and the state file on a dead mount, a hostile text for a regular expression, and a command that never ends'

const fifty = (network: string): readonly string[] => Array.from({ length: 50 }, (_, index) => `${network}.${index + 1}`)

const idle: Process = { name: floor, vips: [], command: floorCommand }
const alone: Process = { name: 'alone', vips: fifty('10.20.0'), command: (site) => commandFor(site, 'alone', fifty('10.20.0'), {}, {}) }

const beset = (dead: string): Process => ({
  name: 'beset',
  vips: fifty('10.30.0'),
  command: (site) =>
    commandFor(site, 'beset', fifty('10.30.0'), hanging(dead), {
      record: { file: `${dead}/record` },
      exabgp: { 'state-file': `${dead}/state.json` },
    }),
})

const commandFor = (
  site: Site,
  name: string,
  vips: readonly string[],
  beside: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>>,
): readonly string[] => {
  const services = Object.fromEntries(vips.map((vip, index) => [`s${index + 1}`, { vips: `${vip}/32`, checks: [{ backend: name }] }]))
  const haproxy = { stats: site.haproxy.socket, events: 'health' }
  const file = site.node.path(`${name}.yaml`)
  writeFileSync(file, stringify({ haproxy, defaults: { interval: '1s', rise: 1 }, services: { ...services, ...beside }, ...more }))
  return ourCommand(site.haproxy.socket, { config: file }).filter(
    (word, index, words) => word !== '--stats' && words[index - 1] !== '--stats',
  )
}

const hanging = (dead: string): Readonly<Record<string, unknown>> => {
  const page = 'http://127.0.1.1:8080/'
  const checks = [
    ...Array.from({ length: 10 }, (_, index) => ({ http: `http://nobody${index}.example/` })),
    { http: page, credentials: { file: `${dead}/login` } },
    { http: 'https://127.0.1.1:8080/', ca: `${dead}/ca.pem` },
    { http: page, expect: { body: '/^(\\w+\\s?)*$/' } },
    { command: ['cat', `${dead}/status`] },
  ]
  return Object.fromEntries(checks.map((check, index) => [`hangs${index}`, { vips: `10.40.0.${index + 1}/32`, checks: [check] }]))
}

// Questions to the resolvers of this machine get out of the namespace, and nothing comes back.
const silenceResolver = async ({ node }: Site): Promise<void> => {
  const servers = readFileSync('/etc/resolv.conf', 'utf8').match(/(?<=^nameserver\s+)[\d.]+$/gm) ?? []
  await node.ip(
    'link add silence type veth peer name nowhere',
    ...['silence', 'nowhere'].map((dev) => `link set ${dev} up`),
    ...servers.flatMap((server) => [`route add ${server}/32 dev silence`, `neigh add ${server} lladdr 02:00:00:00:00:01 dev silence`]),
  )
}
