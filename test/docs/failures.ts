// What is logged, and what becomes of the route, when each of the things in the failure table of OPERATING goes wrong?
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer as createWebServer } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { CommandCheck } from '../../lib/config/schema/checks/command.ts'
import type { HttpCheck } from '../../lib/config/schema/checks/http.ts'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { type Evidence, passing } from '../../lib/health/evidence.ts'
import { probeCommand } from '../../lib/io/command-check.ts'
import { tryRing } from '../../lib/io/event-ring.ts'
import { probeHttp } from '../../lib/io/http-check.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { logLine } from '../../lib/log/line.ts'
import { Child } from '../daemon/child.ts'
import { Place } from '../daemon/place.ts'
import { cadence, config, type Own, prefix, pushed, service, tier } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { changedNow, exabgp, snapshot } from '../engine/worlds.ts'
import { temporaryFolder } from '../folder.ts'
import { readForbidden } from '../io/forbidden.ts'
import { freePort } from '../io/free-port.ts'
import { readSnapshot } from '../io/snapshot.ts'

/** Log lines with their level in front, and the commands for ExaBGP that concern routes. */
type Course = { readonly log: readonly string[]; readonly routes: readonly string[] }

const folder = temporaryFolder()

/** By the words of the first column. Things go wrong after 5 s in which all was well. */
export const failures: Readonly<Record<string, () => Course | Promise<Course>>> = {
  'a server dies': () => course({ statistics: from5s(webs('++'), webs('+-')) }, { tiers: [tier(0.75), tier(0.25, { prepend: 2 })] }),
  'all servers die': () => course({ statistics: from5s(webs('++'), webs('--')) }),
  'HAProxy is stopped or killed': async () => {
    const faults = [await readFrom('/nonexistent/haproxy.sock'), await readFrom(await freePort())]
    return together(faults.map((fault) => course({ statistics: from5s(webs('++'), fault) })))
  },
  'HAProxy hangs': async () => course({ statistics: from5s(webs('++'), await readFrom(await answeringPort(() => {}), 50)) }, {}, 30_000),
  'HAProxy is reloaded': () =>
    course({ statistics: (at) => (at < 5000 ? webs('++') : at < 9000 ? snapshot('??', 'http_back', 2) : snapshot('++', 'http_back', 2)) }),
  'the socket may not be read': async () => course({ statistics: from5s(webs('++'), await forbidden()) }),
  "HAProxy's ring is missing, or its socket does not permit to follow it": async () => {
    const answers = ['No such event sink', 'Permission denied']
    const ports = await Promise.all(answers.map((answer) => answeringPort((socket) => socket.end(`${info}${answer}\n`))))
    const reports = await Promise.all(ports.map((port) => tryRing({ kind: 'tcp', host: '127.0.0.1', port }, 'health')))
    return together(reports.map((report) => courseOf(wellPushed().inject(5000, { type: 'ring', report }))))
  },
  "the connection to HAProxy's ring breaks": async () => {
    const report = await tryRing({ kind: 'tcp', host: '127.0.0.1', port: await freePort() }, 'health')
    return courseOf(
      wellPushed()
        .inject(5000, { type: 'ring', report })
        .inject(7000, { type: 'ring', report: { kind: 'following', pid: 2 } }),
    )
  },
  "a backend does not log to HAProxy's ring": () =>
    courseOf(
      wellPushed((at) => (at < 15_000 ? webs('++') : changedNow(webs('--')))),
      40_000,
    ),
  'the backend was renamed': () => course({ statistics: from5s(webs('++'), snapshot('++', 'http_back_2')) }),
  'the statistics are garbage': async () =>
    course({ statistics: from5s(webs('++'), await readFrom(await answeringPort((socket) => socket.end('hello\n')))) }),
  'a frontend is disabled': () =>
    course(
      { statistics: from5s(frontend('OPEN'), frontend('PAUSED')) },
      { checks: [{ kind: 'frontend', proxy: 'http_front', ...cadence }] },
    ),
  'an http check fails': async () => {
    const url = 'http://127.0.0.1/alive'
    const check: HttpCheck = { kind: 'http', url, headers: {}, tls: { insecure: false }, expect, ...cadence }
    return courseOfProbe(check, await probeHttp({ ...check, url: await sickWebServer() }))
  },
  'the command of a check is missing': async () => {
    const check: CommandCheck = { kind: 'command', command: { kind: 'arguments', argv: ['/usr/local/bin/check-app'] }, ...cadence }
    const missing: CommandCheck = { ...check, command: { kind: 'arguments', argv: ['/nonexistent/check-app'] } }
    return courseOfProbe(check, await probeCommand(missing, { service: 'web', vips: [] }, () => {}))
  },
  'the maintenance file appears': () =>
    courseOf(well({ maintenanceFile: '/etc/exabgp/maintenance' }).inject(5000, { type: 'maintenance', service: 'web', forMs: 0 })),
  'ExaBGP is killed': () => courseOf(well().inject(5000, { type: 'closed' })),
  'ExaBGP stops in order': () =>
    together([courseOf(well().hears(5000, 'shutdown 12 11')), courseOf(well().inject(5000, { type: 'stop', signal: 'SIGTERM' }))]),
  'ExaBGP reloads its configuration (SIGUSR1)': () => courseOf(well().hears(5000, 'neighbor 10.16.96.6 up')),
  'ExaBGP is slow or hangs': () => {
    const world = { statistics: from5s(webs('++'), webs('--')), exabgp: (line: string, at: number) => (at < 5000 ? exabgp()(line) : []) }
    return courseOf(new Simulation(config([service()]), world).hears(9000, 'done'))
  },
  'ExaBGP refuses a command': () =>
    course({ statistics: () => webs('++'), exabgp: exabgp({ refuses: (line) => line.startsWith('announce') }) }),
  'ExaBGP loses a command': () =>
    course({ statistics: () => webs('++'), exabgp: (line) => (line.startsWith('announce') ? [] : exabgp()(line)) }),
  'acknowledgements are off (`exabgp.api.ack`)': () => course({ statistics: () => webs('++'), exabgp: exabgp({ acks: false }) }),
  'ExaBGP does not answer at the start': () => course({ statistics: () => webs('++'), exabgp: () => [] }),
  'our process is killed with SIGKILL': () => course({ statistics: () => webs('++'), exabgp: exabgp({ left: ['9.9.9.9/32'] }) }),
  'our process gets SIGTERM or SIGINT': () => courseOf(well().inject(5000, { type: 'stop', signal: 'SIGTERM' })),
  'our configuration is broken at the start, and a last good one is kept (it was in force for 60 s, or was confirmed)': () =>
    brokenConfigurationAfterGood(),
  'our configuration is broken at the start, and no last good one is kept': () => brokenConfiguration(),
  'no BGP session is up': () => {
    const down = sessions('ipv4', { as: 65515, up: false })
    return courseOf(
      new Simulation(config([service()]), { statistics: () => webs('++'), exabgp: exabgp({ sessions: down }) }).hears(
        9000,
        'neighbor 10.16.96.4 up',
      ),
    )
  },
  'a session cannot carry a route (own AS over iBGP, a family that was not negotiated)': () =>
    course(
      { statistics: () => webs('++'), exabgp: exabgp({ sessions: sessions('ipv4', { as: 65010, up: true }) }) },
      { tiers: [tier(0.75), tier(0.25, { prepend: 2 })] },
    ),
  'an IPv6 VIP with `next-hop: self` has only IPv4 sessions': () =>
    course(
      { statistics: () => webs('++'), exabgp: exabgp({ sessions: sessions('ipv6', { as: 65515, up: true }) }) },
      { vips: [prefix('2001:db8::9/128')] },
    ),
  'a neighbor flaps': () => courseOf(well().hears(5000, 'neighbor 10.16.96.4 down - peer reset').hears(7000, 'neighbor 10.16.96.4 up')),
}

const sessions = (family: 'ipv4' | 'ipv6', { as, up }: { readonly as: number; readonly up: boolean }): readonly string[] => [
  'Neighbor 10.16.96.4',
  `   state ${up ? 'ESTABLISHED' : 'IDLE'}`,
  `   AS 65010 ${as}`,
  `   ${family} unicast: enabled ${up ? 'enabled' : 'n/a'} disabled`,
  '   total: 4 2',
]

const course = (world: World, own: Own = {}, until = 20_000): Course =>
  courseOf(new Simulation(config([service(own)]), { exabgp: exabgp(), ...world }), until)

const courseOfProbe = (check: Check, evidence: Evidence): Course =>
  course({ probe: (at) => (at < 5000 ? passing('fine') : evidence) }, { checks: [check] })

const courseOf = (simulation: Simulation, until = 20_000): Course => {
  simulation.until(until)
  return { log: simulation.news.map(logLine).map(({ level, message }) => `${level}: ${message}`), routes: simulation.routeLines }
}

const together = (courses: readonly Course[]): Course => ({
  log: courses.flatMap(({ log }) => log),
  routes: courses.flatMap(({ routes }) => routes),
})

const well = (own: Own = {}): Simulation => new Simulation(config([service(own)]), { statistics: () => webs('++'), exabgp: exabgp() })

const info = 'Name: HAProxy\nVersion: 2.6.12\nPid: 1\nStopping: 0\n\n'

const wellPushed = (statistics: World['statistics'] = () => webs('++')): Simulation =>
  new Simulation(pushed(), { statistics, exabgp: exabgp() }).inject(50, {
    type: 'ring',
    report: { kind: 'following', pid: 1 },
  })

const from5s = (before: SnapshotResult, after: SnapshotResult) => (at: number) => (at < 5000 ? before : after)

const webs = (marks: string): SnapshotResult => {
  const result = snapshot(marks)
  if (!result.ok) return result
  const { servers = [], ...rest } = result.snapshot.proxies.get('http_back') ?? {}
  const named = servers.map((row) => ({ ...row, server: row.server.replace('s', 'web') }))
  return { ok: true, snapshot: { ...result.snapshot, proxies: new Map([['http_back', { ...rest, servers: named }]]) } }
}

const frontend = (status: string): SnapshotResult => ({
  ok: true,
  snapshot: { pid: 1, proxies: new Map([['http_front', { servers: [], frontend: { status, sessions: 0 } }]]) },
})

const expect = { status: [{ from: 200, to: 299 }], headers: {} }

const readFrom = (place: string | number, timeoutMs = 2000): Promise<SnapshotResult> => {
  const stats =
    typeof place === 'string' ? ({ kind: 'unix', path: place } as const) : ({ kind: 'tcp', host: '127.0.0.1', port: place } as const)
  return readSnapshot(createStatisticsReader(stats), { backends: ['http_back'], frontends: [] }, timeoutMs)
}

const answeringPort = (answer: (socket: Socket) => void): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((socket) =>
      socket
        .unref()
        .on('error', () => {})
        .once('data', () => answer(socket)),
    )
    server.unref().listen(0, '127.0.0.1', () => resolve(portOf(server.address())))
  })

const sickWebServer = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createWebServer((_, response) => response.writeHead(503).end())
    server.unref().listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${portOf(server.address())}/`))
  })

const portOf = (address: string | AddressInfo | null): number => (typeof address === 'object' ? (address?.port ?? 0) : 0)

const forbidden = async (): Promise<SnapshotResult> => {
  const path = join(folder, 'forbidden.sock')
  const server = createServer().unref()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  chmodSync(folder, 0o755)
  return readForbidden(path).finally(() => server.close())
}

const broken = 'bgp: {local-as: 65010}\n'

const good = (med: number): string =>
  `services: {web: {vips: [9.9.9.9/32], med: ${med}, require-local: ignore, checks: [{command: "true", rise: 1}]}}\n`

const brokenConfigurationAfterGood = async (): Promise<Course> => {
  const here = new Place(temporaryFolder())
  writeFileSync(here.file, good(1))
  await here.start()
  writeFileSync(here.file, good(2))
  await here.run('reload', '--revert-in', '60s')
  await here.run('confirm')
  await here.killed()
  writeFileSync(here.file, broken)
  const child = await here.start(/the configuration is broken/)
  await child.waitForLine('announce route 9.9.9.9/32 next-hop self med 2')
  await here.killed()
  return courseOfChild(child)
}

const brokenConfiguration = async (): Promise<Course> => {
  const path = join(folder, 'exabgp-haproxy.yaml')
  writeFileSync(path, broken)
  const child = new Child(['--config', path], () => [])
  await child.waitForLog(/the configuration is broken/)
  writeFileSync(path, 'services: {web: {vips: [9.9.9.9/32], checks: [{command: "false"}]}}\n')
  await child.waitForLog(/the configuration is valid now/)
  child.process.stdin?.end()
  await child.exited
  return courseOfChild(child)
}

const courseOfChild = ({ log, lines }: Child): Course => ({
  log: log.map((line) => line.replace(/^\S+ exabgp-haproxy /, '')),
  routes: lines.filter((line) => /route/.test(line)),
})
