// Does doctor name each mistake with a line that mends it, and is the mistake gone once that line was typed?
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checks } from '../../lib/doctor/table.ts'
import { readUnit } from '../../lib/doctor/unit.ts'
import { readStatements } from '../../lib/migrate/statements.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { program } from '../daemon/child.ts'
import { tableOf } from '../docs/markdown.ts'
import { commandLine, everyProcess } from '../e2e/kit/process-tree.ts'
import { temporaryFolder } from '../folder.ts'
import { seenAt } from '../status/worlds.ts'
import { told } from './told.ts'
import { own, rewrite, typed, type World, world, yaml } from './world.ts'

type Mistake = { readonly what: string; readonly id: string; readonly level: string; readonly make: (world: World) => void }

const inConf = (what: string, id: string, level: string, from: string, to: string): Mistake => ({
  what,
  id,
  level,
  make: ({ conf }) => rewrite(conf, from, to),
})

const inEnv = (what: string, id: string, level: string, from: string, to: string): Mistake => ({
  what,
  id,
  level,
  make: ({ env }) => rewrite(env, from, to),
})

const mistakes: readonly Mistake[] = [
  inConf('an encoder that is missing', 'encoder', 'fail', '    encoder text;\n', ''),
  inConf('two run lines', 'run-lines', 'fail', '    encoder', '    run /bin/false;\n    encoder'),
  inConf('a command that ends', 'run-command', 'fail', '/exabgp-haproxy --', '/exabgp-haproxy check --'),
  inConf('a command that ends behind a flag', 'run-command', 'fail', 'web.yaml;', 'web.yaml check;'),
  inConf('a wish for help', 'run-command', 'fail', 'web.yaml;', 'web.yaml --help;'),
  inConf('a word that is no command', 'run-command', 'fail', '/exabgp-haproxy --', '/exabgp-haproxy rnu --'),
  inConf('a missing api block', 'api-block', 'fail', '    api {\n        processes [ rhi ];\n        neighbor-changes;\n    }\n', ''),
  {
    what: 'a neighbor that hears of another process alone',
    id: 'api-block',
    level: 'fail',
    make: ({ conf }) => {
      rewrite(conf, 'neighbor 127', 'process other {\n    run /bin/cat;\n    encoder text;\n}\nneighbor 127')
      rewrite(conf, '[ rhi ]', '[ other ]')
    },
  },
  inConf('a wrong name of a process', 'api-process', 'fail', '[ rhi ]', '[ rih ]'),
  inConf('no neighbor-changes', 'neighbor-changes', 'warn', '        neighbor-changes;\n', ''),
  inConf('a process that is not started again', 'respawn', 'fail', 'encoder text;', 'encoder text;\n    respawn false;'),
  inConf('a hold time of 180 s', 'hold-time', 'warn', 'hold-time 30', 'hold-time 180'),
  inConf('no hold time', 'hold-time', 'warn', '    hold-time 30;\n', ''),
  inConf('an MD5 password that reads as base64', 'md5-base64', 'fail', 'hold-time 30;', 'hold-time 30;\n    md5-password abcd;'),
  inConf(
    'an MD5 password of a length that base64 has not',
    'md5-base64',
    'fail',
    'hold-time 30;',
    'hold-time 30;\n    md5-password 12345;',
  ),
  inConf(
    'an MD5 password that ExaBGP shall guess at',
    'md5-base64',
    'fail',
    'hold-time 30;',
    'hold-time 30;\n    md5-password abcd;\n    md5-base64 auto;',
  ),
  inConf('a rate limit', 'rate-limit', 'warn', 'hold-time 30;', 'hold-time 30;\n    rate-limit 10;'),
  inConf(
    'graceful restart without manual-eor',
    'graceful-restart',
    'warn',
    'hold-time 30;',
    'hold-time 30;\n    capability {\n        graceful-restart 60;\n    }',
  ),
  inConf('no adj-rib-out', 'adj-rib-out', 'warn', 'hold-time 30;', 'hold-time 30;\n    adj-rib-out false;'),
  inConf('a family that is missing', 'vip-family', 'fail', 'ipv4 unicast', 'ipv6 unicast'),
  inConf("another node's address", 'local-address', 'fail', 'local-address 127.0.0.1', 'local-address 192.0.2.77'),
  inConf("another node's router-id", 'router-id', 'warn', 'router-id 127.0.0.1', 'router-id 192.0.2.77'),
  inConf(
    'a static route beside',
    'static-route',
    'fail',
    '    family {',
    `    static {\n        route ${own}/32 next-hop self;\n    }\n    family {`,
  ),
  {
    what: 'a program that is not executable',
    id: 'program-executable',
    level: 'fail',
    make: ({ folder }) => chmodSync(join(folder, 'exabgp-haproxy'), 0o644),
  },
  {
    what: 'a setuid program',
    id: 'program-executable',
    level: 'fail',
    make: ({ folder }) => chmodSync(join(folder, 'exabgp-haproxy'), 0o4755),
  },
  { what: 'acknowledgements off', id: 'api-ack', level: 'warn', make: ({ env }) => rewrite(env, 'ack = true', 'ack = false') },
  { what: 'respawn off', id: 'respawn', level: 'fail', make: ({ env }) => rewrite(env, 'respawn = true', 'respawn = false') },
  inEnv('an acknowledgement that ExaBGP reads as false', 'api-ack', 'warn', 'ack = true', 'ack = y'),
  inEnv('sessions that end with a process', 'api-terminate', 'warn', 'terminate = false', 'terminate = true'),
  inEnv('rights that are kept', 'daemon-drop', 'warn', 'drop = true', 'drop = false'),
  inEnv('one session and no other', 'session-attempts', 'fail', 'once = false', 'once = true'),
  inEnv('minutes before the first session', 'session-attempts', 'warn', 'delay = 0', 'delay = 5'),
  inEnv('no log', 'exabgp-log', 'warn', "log]\ndestination = 'stdout'\nenable = true", "log]\ndestination = 'stdout'\nenable = false"),
  inEnv('a log of each packet', 'exabgp-log', 'warn', 'all = false', 'all = on'),
  inEnv('a log where nobody can write', 'exabgp-files', 'fail', "'stdout'", "'/nowhere/exabgp.log'"),
  inEnv('a pid file where nobody can write', 'exabgp-files', 'fail', "pid = ''", "pid = '/nowhere/exabgp.pid'"),
  inEnv('an ExaBGP that checks its file and ends', 'exabgp-debug', 'fail', 'selfcheck = false', 'selfcheck = true'),
  inEnv('an ExaBGP that waits for a person', 'exabgp-debug', 'fail', 'pdb]\nenable = false', 'pdb]\nenable = 1'),
  inEnv('an ExaBGP that takes its time', 'exabgp-debug', 'warn', 'speed = 1.0', 'speed = 10'),
  inEnv("another node's address to listen on", 'tcp-bind', 'fail', "bind = ''", "bind = '192.0.2.77'"),
  inConf('a neighbor for which nothing listens', 'passive', 'fail', 'hold-time 30;', 'hold-time 30;\n    passive true;'),
  {
    what: 'two processes with the same VIP',
    id: 'shared-vip',
    level: 'fail',
    make: ({ folder, conf }) => {
      rewrite(
        conf,
        'neighbor 127',
        `process two {\n    run ${folder}/exabgp-haproxy --config ${folder}/web.yaml;\n    encoder text;\n}\nneighbor 127`,
      )
      rewrite(conf, '[ rhi ]', '[ rhi two ]')
    },
  },
  {
    what: 'two processes that share one of their VIPs',
    id: 'shared-vip',
    level: 'fail',
    make: ({ folder, conf }) => {
      writeFileSync(join(folder, 'two.yaml'), yaml.replace('/32]', '/32, 192.0.2.7/32]'))
      rewrite(
        conf,
        'neighbor 127',
        `process two {\n    run ${folder}/exabgp-haproxy --config ${folder}/two.yaml;\n    encoder text;\n}\nneighbor 127`,
      )
      rewrite(conf, '[ rhi ]', '[ rhi two ]')
    },
  },
  {
    what: 'two neighbors, of which exabgp.conf has one',
    id: 'yaml-neighbors',
    level: 'fail',
    make: ({ yaml }) => rewrite(yaml, '  local-as', '  neighbors: [127.0.0.2, 127.0.0.1]\n  local-as'),
  },
  {
    what: 'a neighbor in letters other than those of exabgp.conf',
    id: 'yaml-neighbors',
    level: 'fail',
    make: ({ conf, yaml }) => {
      rewrite(conf, 'neighbor 127.0.0.1', 'neighbor fd00::2')
      rewrite(yaml, '  local-as', '  neighbors: ["FD00:0::2"]\n  local-as')
    },
  },
  { what: 'a user that there is not', id: 'daemon-user', level: 'fail', make: ({ env }) => rewrite(env, "'nobody'", "'nobodi'") },
  { what: 'a missing pipe of exabgpcli', id: 'exabgpcli-pipes', level: 'note', make: ({ folder }) => rmSync(join(folder, 'exabgp.in')) },
  { what: 'a key that is misspelled', id: 'config-valid', level: 'fail', make: ({ yaml }) => rewrite(yaml, 'local-as', 'local-az') },
  {
    what: 'neighbors that exabgp.conf does not have',
    id: 'yaml-neighbors',
    level: 'fail',
    make: ({ yaml }) => rewrite(yaml, '  local-as', '  neighbors: [127.0.0.2]\n  local-as'),
  },
]

for (const { what, id, level, make } of mistakes)
  test(`${what}: ${id} names it, with a line after which it is gone`, async () => {
    const around = world()
    assert.deepEqual(await around.look(id), [])
    make(around)
    const [found] = await around.look(id)
    assert.equal(found?.level, level, JSON.stringify(found))
    const mend = await typed(around, id)
    assert.deepEqual(await around.look(id), [], mend)
  })

/** Each block of it in one line. */
const fold = (text: string): string => text.replace(/\n\s+/g, ' ').replace(/\n}/g, ' }').replaceAll('}\n', '} # a comment\n')

const statementsIn = ({ conf, folder }: World): readonly string[] => {
  const read = readStatements(readFileSync(conf, 'utf8').replaceAll(folder, ''))
  assert.ok(read.ok, JSON.stringify(read))
  return read.value.map(({ words, end }) => [...words, end].join(' ')).sort()
}

for (const { what, id, make } of mistakes)
  test(`${what}: the line changes the same and nothing else where each block of exabgp.conf is one line`, async () => {
    const [wide, folded] = [world(), world()]
    for (const around of [wide, folded]) make(around)
    writeFileSync(folded.conf, fold(readFileSync(folded.conf, 'utf8')))
    assert.deepEqual(statementsIn(folded), statementsIn(wide))
    const lines = [await typed(wide, id), await typed(folded, id)]
    assert.deepEqual(await folded.look(id), [], lines.join('\n'))
    assert.deepEqual(statementsIn(folded), statementsIn(wide), lines.join('\n'))
  })

test('an MD5 password that ExaBGP takes as it is, is no mistake', async () => {
  for (const lines of ['md5-password DEADBEEF;', 'md5-password abcd;\n    md5-base64 false;', 'md5-password hello;']) {
    const around = world()
    rewrite(around.conf, 'hold-time 30;', `hold-time 30;\n    ${lines}`)
    assert.deepEqual(await around.look('md5-base64'), [], lines)
  }
})

test('a neighbor with two api blocks hears of the processes of both', async () => {
  const around = world()
  rewrite(around.conf, 'neighbor 127', 'process other {\n    run /bin/cat;\n    encoder text;\n}\nneighbor 127')
  rewrite(around.conf, '    api {', '    api one {\n        processes [ rhi ];\n    }\n    api two {')
  rewrite(around.conf, 'processes [ rhi ];\n        neighbor-changes', 'processes [ other ];\n        neighbor-changes')
  assert.deepEqual(await around.look('api-block'), [])
})

test('a VIP that the program itself puts on this machine is no mistake, if its unit has the right to', async () => {
  const around = world()
  rewrite(around.yaml, `${own}/32`, '192.0.2.99/32')
  assert.equal((await around.look('vip-local'))[0]?.level, 'fail')
  writeFileSync(around.yaml, `${readFileSync(around.yaml, 'utf8')}loopback: {manage: on}\n`)
  assert.deepEqual(await around.look('vip-local'), [])
  const facts = { ours: await around.ask('ours') }
  const unitWith = (rights: string) => readUnit(`LoadState=loaded\nUser=exabgp\nAmbientCapabilities=${rights}\n`)
  assert.deepEqual(await told('loopback-right', { ...facts, unit: unitWith('cap_net_admin') }), [])
  const [found] = await told('loopback-right', { ...facts, unit: unitWith('') })
  assert.match(found?.mend ?? '', /AmbientCapabilities=CAP_NET_ADMIN/)
})

test('what cannot be looked at is an error of the question, and never all right', async () => {
  const around = world()
  rmSync(around.conf)
  await assert.rejects(around.look('encoder'), /cannot be read \(ENOENT\)/)
})

test('the mend of a missing exabgp.conf leaves nothing behind where nothing can be made, and overwrites nothing', async () => {
  const around = world()
  rmSync(around.conf)
  const [missing] = await around.look('exabgp-conf')
  const failing = (missing?.mend ?? '').replace('exabgp-haproxy exabgp-conf', 'false')
  assert.equal(spawnSync('sh', ['-c', failing]).status, 1)
  assert.equal(existsSync(around.conf), false)
  mkdirSync(around.conf)
  const [folder] = await around.look('exabgp-conf')
  assert.match(folder?.seen ?? '', /EISDIR/)
  assert.doesNotMatch(folder?.mend ?? '', />/)
})

test('every id is there once', () => {
  const ids = checks.map(({ id }) => id)
  assert.deepEqual(ids, [...new Set(ids)])
})

test('every check stands in the reference, and no other', () => {
  assert.deepEqual(
    tableOf('REFERENCE.md', 'check of doctor').rows,
    checks.map(({ id, area, needed }) => [`\`${id}\``, area, needed]),
  )
})

test('a folder for the state file that can be neither written nor made is named, with the line that makes it', async () => {
  const { folder, yaml: file, look } = world()
  const wanted = join(folder, 'gone', 'rhi')
  writeFileSync(file, `exabgp: {state-file: ${join(wanted, 'web.json')}}\n${yaml}`)
  assert.deepEqual(await look('state-folder'), [
    { level: 'fail', seen: `${wanted} cannot be written or made`, mend: `install -d -o ${userInfo().username} -m 755 ${wanted}` },
  ])
  mkdirSync(join(folder, 'gone'))
  assert.deepEqual(await look('state-folder'), [])
})

const runs = (own: Partial<Snapshot['process']>, orders: Snapshot['services'][number]['orders'] = []): Snapshot => {
  const seen = seenAt(1000)
  return {
    ...seen,
    process: { ...seen.process, version: packageJson.version, ...own },
    services: seen.services.map((one) => ({ ...one, orders })),
  }
}

test('a program that runs and is not the one that is installed, a configuration on trial and a forgotten drain are named', async () => {
  const { time, services, process } = runs({})
  const [{ name } = { name: '' }] = services
  const dayMs = 24 * 60 * 60 * 1000
  for (const id of ['running-version', 'confirmation', 'old-orders']) assert.deepEqual(await told(id, { running: [runs({})] }), [], id)
  assert.deepEqual(await told('running-version', { running: [runs({ version: '0.0.1' })] }), [
    {
      level: 'warn',
      seen: `${process.name} runs version 0.0.1, and ${packageJson.version} is installed`,
      mend: 'systemctl restart exabgp',
    },
  ])
  assert.deepEqual(await told('confirmation', { running: [runs({ confirmDeadline: time + 61_000 })] }), [
    {
      level: 'warn',
      seen: `${process.name}: the configuration before comes back in 1 min`,
      mend: `exabgp-haproxy confirm --process ${process.name}`,
    },
  ])
  const order = (since: number, by: 'operator' | 'haproxy') => ({ by, since, author: 'eve' })
  const kept = [order(time - 2 * dayMs, 'operator'), order(time - 1000, 'operator'), order(time - 2 * dayMs, 'haproxy')]
  assert.deepEqual((await told('old-orders', { running: [runs({}, kept)] }))[0], {
    level: 'warn',
    seen: `${name} has been ordered to leave for 2 d 0 h, says eve`,
    mend: `exabgp-haproxy resume ${name}`,
  })
})

test('a strict reverse path filter and a full disk are named', async () => {
  const seen = await told('rp-filter', { reversePath: new Map([['eth0', 2], ['eth1', 1], ['eth2', 0]]) }) // biome-ignore format: one line
  assert.deepEqual(
    seen.map(({ mend }) => mend),
    ["sysctl -w net.ipv4.conf.eth1.rp_filter=2 && printf '%s\\n' net.ipv4.conf.eth1.rp_filter=2 >>/etc/sysctl.d/99-exabgp-haproxy.conf"],
  )
  const disks = [{ path: '/run', free: 0.5 }, { path: '/var/log', free: 0.001 }] // biome-ignore format: one line
  assert.deepEqual(await told('disk', { disks }), [
    { level: 'fail', seen: '/var/log is full: 0.1% is free', mend: 'du -xh /var/log | sort -h | tail' },
  ])
})

test('of two sockets the one that cannot be used is judged', async () => {
  const around = world()
  const second = join(around.folder, 'second.yaml')
  writeFileSync(second, yaml.replace('bgp:', 'haproxy: {stats: /nowhere/admin.sock}\nbgp:').replace(`${own}/32`, '192.0.2.7/32'))
  writeFileSync(around.yaml, `haproxy: {stats: "http://127.0.0.1:9/haproxy?stats"}\n${yaml}`)
  rewrite(
    around.conf,
    'neighbor 127.0.0.1 {',
    `process two {\n    run ${around.folder}/exabgp-haproxy --config ${second};\n    encoder text;\n}\nneighbor 127.0.0.1 {`,
  )
  assert.deepEqual(
    (await around.look('haproxy-socket')).map(({ seen }) => seen),
    ['there is no /nowhere/admin.sock'],
  )
})

test('a neighbor in the letters of exabgp.conf is none that is missing, whatever the letters', async () => {
  const { conf, yaml, look } = world()
  rewrite(conf, 'neighbor 127.0.0.1', 'neighbor FD00:0::2')
  rewrite(yaml, '  local-as', '  neighbors: ["FD00:0::2"]\n  local-as')
  assert.deepEqual(await look('yaml-neighbors'), [])
})

test('a run line is read as run reads its own words: a flag joined to its value, a shadow, a service alone', async () => {
  const { conf, look } = world()
  rewrite(conf, '--config', `run --shadow --local-as=65010 --prepend=1 --vip ${own}/32 --command true --config`)
  rewrite(conf, / --config \S+;/.exec(readFileSync(conf, 'utf8'))?.[0] ?? '', ';')
  assert.deepEqual([await look('config-valid'), await look('run-command')], [[], []])
})

test('root looks as another user by the group of that user, and a user that there is not is no verdict', {
  skip: process.getuid?.() !== 0 && 'it needs root',
}, () => {
  const look = (user: string) =>
    spawnSync(process.execPath, [program, 'doctor', '--user', user, '--only', 'rp-filter'], { encoding: 'utf8' })
  // Its group is called nogroup.
  const nobody = look('nobody')
  assert.equal(nobody.stderr, '')
  assert.ok(nobody.status === 0 || nobody.status === 1)
  const none = look('nobody-at-all')
  assert.equal(none.status, 3)
  assert.match(none.stderr, /^doctor cannot become nobody-at-all \(.*no such user.*\); --user names another/)
})

test("root's own folder, which the user of ExaBGP may not enter, hides no program", {
  skip: process.getuid?.() !== 0 && 'it needs root',
}, () => {
  const cwd = temporaryFolder()
  chmodSync(cwd, 0o700)
  const words = [program, 'doctor', '--user', 'nobody', '--only', 'node-version', '--only', 'tcp-connection', '--exabgp-conf', 'my.conf']
  const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd })
  assert.match(stdout, /^ok +program node-version$/m)
  assert.match(stdout, new RegExp(`^unknown +${cwd}/my.conf cannot be read \\(EACCES\\); not looked at: tcp-connection$`, 'm'))
})

test('of a file that is not there ExaBGP refuses nothing', async () => {
  const { conf, look } = world()
  rmSync(conf)
  await assert.rejects(look('exabgp-validate'), /cannot be read \(ENOENT\)/)
})

test('what never answers costs the checks that ask it, and no other: a mute HAProxy, a mute process of ours, a program without end', async (context) => {
  const { folder, conf, yaml: file } = world()
  const mute = async (path: string): Promise<void> => {
    const server = createServer(() => {}).listen(path)
    context.after(() => server.close())
    await once(server, 'listening')
  }
  mkdirSync(join(folder, 'run', 'exabgp-haproxy'), { recursive: true })
  await mute(join(folder, 'haproxy.sock'))
  await mute(join(folder, 'run', 'exabgp-haproxy', 'mute.sock'))
  writeFileSync(
    file,
    `haproxy: {stats: ${join(folder, 'haproxy.sock')}}\n${yaml.replace('{command: "true"}', '{backend: web}, {command: [sleep, "4711"], timeout: 24h}')}`,
  )
  mkdirSync(join(folder, 'bin'))
  for (const name of ['ip', 'systemctl', 'exabgp', 'ss', 'timedatectl'])
    writeFileSync(join(folder, 'bin', name), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
  rewrite(conf, 'hold-time 30', 'hold-time 180')
  const asked = spawn(process.execPath, [program, 'doctor', '--json', '--user', 'root', '--exabgp-conf', conf, '--pipes', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, RUNTIME_DIRECTORY: join(folder, 'run'), PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  })
  const [text, [status]] = await Promise.all([asked.stdout.toArray().then((chunks) => chunks.join('')), once(asked, 'exit')])
  // A busy machine may not even come to the verdict that HAProxy is mute.
  assert.ok(status === 2 || status === 3, `exit status ${status}`)
  const found: readonly { readonly id: string; readonly level: string; readonly seen?: string }[] = JSON.parse(text).checks
  const told = new Map(found.map(({ id, level }) => [id, level]))
  assert.deepEqual(
    ['hold-time', 'encoder', 'api-block', 'vip-local', 'static-route'].map((id) => told.get(id)),
    ['warn', 'ok', 'ok', 'ok', 'ok'],
  )
  assert.notEqual(told.get('haproxy-probe'), 'ok')
  assert.equal(told.size, checks.length)
  // On a busy machine who asks gives up before doctor does.
  const named = (id: string) => found.find((one) => one.id === id)?.seen ?? ''
  assert.match(named('exabgp-validate'), /no answer within .* from (ExaBGP|exabgp)/)
  assert.match(named('local-address'), /^(no answer within .* from ip|ip does not answer)$/)
  assert.match(named('tcp-connection'), /^(no answer within .* from ss|ss does not answer)$/)
  const left = everyProcess().filter((pid) => commandLine(pid).join(' ') === 'sleep 4711')
  assert.deepEqual(left, [], 'a command is left behind')
})
