// Does somebody who has only a terminal see what is announced, and why?
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { execa } from 'execa'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const defaults = { interval: '200ms', 'fast-interval': '50ms', rise: 2, fall: 2 }
const tiers = [{ capacity: '75%' }, { capacity: '25%', prepend: 2 }]
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }], tiers } }

const environment = (site: Site) => ({ RUNTIME_DIRECTORY: dirname(site.configPath), PATH: process.env.PATH ?? '', TERM: 'xterm' })

/** What the command prints, and its exit status. */
const status = async (site: Site, ...words: readonly string[]) => {
  const options = { env: environment(site), extendEnv: false, reject: false, stdin: 'ignore' } as const
  const { exitCode, stdout, stderr } = await execa(process.execPath, [builtProgram, 'status', ...words], options)
  return { exitCode, stdout, stderr }
}

/** Undefined where it does not answer in time. */
const snapshotOf = async (site: Site): Promise<Snapshot | undefined> => {
  const { stdout } = await status(site, '--json')
  return stdout === '' ? undefined : JSON.parse(stdout)
}

const start = async (run: Parameters<typeof Site.start>[0]): Promise<Site> => {
  const site = await Site.start(run, { webs: ['web1', 'web2'], config: (it) => config(it, services, defaults) })
  await site.peer().waitForRoute(vip)
  await site.node.ip(`address add ${vip} dev lo`)
  await until('the control socket', () =>
    readdirSync(join(dirname(site.configPath), 'exabgp-haproxy')).some((name) => name.endsWith('.sock')),
  )
  await until('the VIP to be seen, and the neighbor to be listed', async () => {
    const snapshot = await snapshotOf(site)
    return snapshot?.services[0]?.vips[0]?.local === true && snapshot.neighbors[0]?.state === 'up'
  })
  return site
}

e2e('status says what is announced, with which attributes, since when and why, and its exit status how bad that is', async (run) => {
  const site = await start(run)
  assert.deepEqual(await status(site, '--wait', '--timeout', '10s'), { exitCode: 0, stdout: '', stderr: '' })
  const well = await status(site)
  assert.equal(well.exitCode, 0, well.stdout)
  const [process_, world, neighbor, , row] = well.stdout.split('\n')
  assert.match(
    process_ ?? '',
    /^exabgp-haproxy \d.* {2}\S*config\.yaml-\w+ {2}pid \d+ {2}up \d+ s {2}\/.*config\.yaml of \d\d:\d\d:\d\dZ \(\w{4}…\)/,
  )
  assert.match(world ?? '', /^ExaBGP [\d.]+ acknowledges in [\d.]+ ms {3}HAProxy [\d.]+\S*, process \d+$/)
  assert.match(neighbor ?? '', /^ {2}10\.1\.0\.2 +AS \d+ +up \d+ s$/)
  assert.match(row ?? '', /^web +announced +1\/2 +100% +\d\d:\d\d:\d\dZ \d+ s +9\.9\.9\.9\/32 +backend http_back: 2 of 2 servers, 100%$/)

  await site.web('web1').stop()
  await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 3)
  const degraded = await status(site)
  assert.equal(degraded.exitCode, 1)
  assert.match(
    degraded.stdout,
    /^web +degraded +2\/2 +50% .* 9\.9\.9\.9\/32 prepend 2 +backend http_back: 1 of 2 servers, 50% \(web1 DOWN/m,
  )

  await site.web('web2').stop()
  assert.equal((await status(site, '--wait', '--for', 'down')).exitCode, 0)
  await site.peer().waitForNoRoute(vip)
  const down = await status(site, '--plugin')
  assert.equal(down.exitCode, 2)
  assert.match(down.stdout, /^EXABGP-HAPROXY CRITICAL - web down \d+ s: backend http_back: 0 of 2 servers, 0% .* \| 'web'=0%;;;0;100$/)
  assert.equal((await status(site, '--exit-zero')).exitCode, 0)
})

e2e('the snapshot of a real process is what the schema says that ships with the program', async (run) => {
  const site = await start(run)
  const validate = new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(dirname(builtProgram), 'status.schema.json'), 'utf8')),
  )
  const snapshot = await until('ExaBGP to have acknowledged it', async () => {
    const taken = await snapshotOf(site)
    return taken?.services[0]?.vips[0]?.announced === true ? taken : undefined
  })
  assert.ok(validate(snapshot), JSON.stringify(validate.errors))
  const { exabgp, haproxy, neighbors, services } = snapshot
  assert.deepEqual(
    { acks: exabgp.acks, refused: exabgp.refused, up: haproxy.up, neighbors: neighbors.map(({ state }) => state) },
    { acks: true, refused: 0, up: true, neighbors: ['up'] },
  )
  assert.deepEqual(services[0]?.vips, [
    { nlri: vip, announced: true, inDoubt: false, refused: false, attributes: { 'next-hop': 'self' }, local: true },
  ])
  assert.ok(exabgp.commands > 0 && haproxy.looks > 0 && (services[0]?.checks[0]?.results ?? 0) > 1)
})

e2e('the history tells each change with its reason, and --service all about one service', async (run) => {
  const site = await start(run)
  await site.web('web1').stop()
  await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 3)
  const history = (await status(site, '--history', '--since', '1h')).stdout.split('\n')
  assert.match(
    history.at(-2) ?? '',
    /^\d\d:\d\d:\d\dZ {2}web {2}pending -> announced, tier 1 +100% +backend http_back: 2 of 2 servers, 100%$/,
  )
  assert.match(
    history.at(-1) ?? '',
    /^\d\d:\d\d:\d\dZ {2}web {2}announced -> degraded, tier 2 +50% +backend http_back: 1 of 2 servers, 50% \(web1 DOWN/,
  )
  const one = await status(site, '--service', 'web')
  assert.match(
    one.stdout,
    /^web: degraded, tier 2 of 2, capacity 50% since .*\n {2}why: .*\n {2}9\.9\.9\.9\/32 {2}announced prepend 2\n {2}backend http_back {2}settled on 50%/,
  )
  assert.deepEqual(await status(site, '--service', 'wbe'), {
    exitCode: 3,
    stdout: '',
    stderr: '--service: Expected a service of the running process, got "wbe"',
  })
})

e2e('the history goes on after a crash, by what the record tells of the process before', async (run) => {
  const record = { file: join(run.folder, 'record.jsonl') }
  const site = await Site.start(run, { webs: ['web1', 'web2'], config: (it) => ({ ...config(it, services, defaults), record }) })
  await site.peer().waitForRoute(vip)
  await site.web('web1').stop()
  await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 3)
  await until('the record of that', async () => {
    const { stdout } = await execa(process.execPath, [builtProgram, 'explain', record.file], { reject: false, stdin: 'ignore' })
    return stdout.includes('as-path [ 65010 65010 65010 ]')
  })
  const pid = site.helperPid()
  process.kill(pid ?? Number.NaN, 'SIGKILL')
  await until('the next process', () => site.helperPid() !== undefined && site.helperPid() !== pid)
  assert.equal((await status(site, '--wait', '--timeout', '20s')).exitCode, 0)
  const told = (await status(site, '--history')).stdout.split('\n').map((line) => line.split('  ')[2])
  assert.deepEqual(told, ['pending -> announced, tier 1', 'announced -> degraded, tier 2', 'pending -> degraded, tier 2'])
})

e2e('who waits for what is announced does not wait for a socket that some process left behind', async (run) => {
  const site = await start(run)
  const socket = join(dirname(site.configPath), 'exabgp-haproxy', 'gone.yaml-12345678.sock')
  const dead = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ])
  await once(dead, 'exit')
  const waited = await status(site, '--wait', '--timeout', '5s')
  assert.deepEqual([waited.exitCode, waited.stderr], [0, ''])
  const down = await status(site, '--wait', '--for', 'down', '--timeout', '1s')
  assert.equal(down.exitCode, 1)
  assert.match(down.stderr, /gone\.yaml-12345678\.sock was left behind/)
  rmSync(socket)
})

e2e('a socket that a killed process left is no data', async (run) => {
  const site = await start(run)
  site.exabgp.freeze()
  process.kill(site.helperPid() ?? Number.NaN, 'SIGKILL')
  const left = await until('nobody to answer', async () => {
    const seen = await status(site)
    return seen.stdout === '' ? seen : undefined
  })
  assert.equal(left.exitCode, 3)
  assert.match(left.stderr, /\.sock was left behind: no process listens to it$/)
  const plugin = await status(site, '--plugin')
  assert.match(plugin.stdout, /^EXABGP-HAPROXY UNKNOWN - .* was left behind/)
})

/** Types at it, and reads what it shows. */
const inTerminal = (site: Site, ...words: readonly string[]): { readonly child: ChildProcess; readonly shown: () => string } => {
  const command = [process.execPath, builtProgram, ...words].join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], { env: environment(site), stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += chunk
  })
  return { child, shown: () => text }
}

e2e('--watch shows a change when it happens, and q leaves the terminal as it was', async (run) => {
  const site = await start(run)
  const { child, shown } = inTerminal(site, 'status', '--watch')
  try {
    await until('the first screen', () => shown().includes('announced'))
    assert.ok(shown().startsWith('\u001b[?1049h'))
    const from = shown().length
    await site.web('web1').stop()
    await until('the change on the screen', () => shown().slice(from).includes('degraded'))
    const ended = once(child, 'exit')
    child.stdin?.write('q')
    assert.deepEqual(await ended, [0, null])
    assert.ok(shown().trimEnd().endsWith('\u001b[?1049l'), JSON.stringify(shown().slice(-80)))
  } finally {
    child.kill('SIGKILL')
  }
})
