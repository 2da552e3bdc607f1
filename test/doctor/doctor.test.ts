// Does doctor name each mistake with a line that mends it, and is the mistake gone once that line was typed?
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gatherers } from '../../lib/commands/doctor/gather.ts'
import type { Ask, Finding } from '../../lib/doctor/check.ts'
import { checks } from '../../lib/doctor/table.ts'
import { tableOf } from '../docs/markdown.ts'

type World = {
  readonly folder: string
  readonly conf: string
  readonly yaml: string
  readonly env: string
  readonly look: (id: string) => Promise<readonly Finding[]>
}

const own =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1'

const confOf = (folder: string): string => `process rhi {
    run ${folder}/exabgp-haproxy --config ${folder}/web.yaml;
    encoder text;
}
neighbor 127.0.0.1 {
    router-id 127.0.0.1;
    local-address 127.0.0.1;
    local-as 65010;
    peer-as 65515;
    hold-time 30;
    family {
        ipv4 unicast;
    }
    api {
        processes [ rhi ];
        neighbor-changes;
    }
}
`

const yaml = `bgp:
  local-as: 65010
  permit: ["0.0.0.0/0 ge 32"]
services:
  web:
    vips: [${own}/32]
    checks: [{command: "true"}]
`

const env = "[exabgp.api]\nack = true\nrespawn = true\n\n[exabgp.daemon]\nuser = 'nobody'\n"

const world = (context: TestContext): World => {
  const folder = mkdtempSync(join(tmpdir(), 'rhi-doctor-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'exabgp-haproxy.d'))
  const [conf, file, settings] = [join(folder, 'exabgp.conf'), join(folder, 'web.yaml'), join(folder, 'exabgp.env')]
  writeFileSync(join(folder, 'exabgp-haproxy'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(conf, confOf(folder))
  writeFileSync(file, yaml)
  writeFileSync(settings, env)
  execFileSync('mkfifo', [join(folder, 'exabgp.in'), join(folder, 'exabgp.out')])
  const place = { conf, pipes: folder, start: { file: undefined, flags: {}, problems: [] } }
  const ask: Ask = (name) => gatherers[name](ask, place)
  const look = async (id: string) => (await checks.find((check) => check.id === id)?.judge(ask)) ?? []
  return { folder, conf, yaml: file, env: settings, look }
}

const rewrite = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8')
  assert.ok(text.includes(from), `${path} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}

type Mistake = { readonly what: string; readonly id: string; readonly level: string; readonly make: (world: World) => void }

const inConf = (what: string, id: string, level: string, from: string, to: string): Mistake => ({
  what,
  id,
  level,
  make: ({ conf }) => rewrite(conf, from, to),
})

const mistakes: readonly Mistake[] = [
  inConf('an encoder that is missing', 'encoder', 'fail', '    encoder text;\n', ''),
  inConf('two run lines', 'run-lines', 'fail', '    encoder', '    run /bin/false;\n    encoder'),
  inConf('a missing api block', 'api-block', 'fail', '    api {\n        processes [ rhi ];\n        neighbor-changes;\n    }\n', ''),
  inConf('a wrong name of a process', 'api-process', 'fail', '[ rhi ]', '[ rih ]'),
  inConf('no neighbor-changes', 'neighbor-changes', 'warn', '        neighbor-changes;\n', ''),
  inConf('a process that is not started again', 'respawn', 'fail', 'encoder text;', 'encoder text;\n    respawn false;'),
  inConf('a hold time of 180 s', 'hold-time', 'warn', 'hold-time 30', 'hold-time 180'),
  inConf('no hold time', 'hold-time', 'warn', '    hold-time 30;\n', ''),
  inConf('an MD5 password that reads as base64', 'md5-base64', 'fail', 'hold-time 30;', 'hold-time 30;\n    md5-password abcd;'),
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
  test(`${what}: ${id} names it, with a line after which it is gone`, async (context) => {
    const around = world(context)
    assert.deepEqual(await around.look(id), [])
    make(around)
    const [found] = await around.look(id)
    assert.equal(found?.level, level, JSON.stringify(found))
    // Whether this machine has the user of ExaBGP is another question.
    const mend = (found?.mend ?? 'false').replace(/ && chown exabgp: .*/, '')
    const typed = spawnSync('sh', ['-c', mend], { encoding: 'utf8' })
    assert.equal(typed.status, 0, `${mend}: ${typed.stderr}`)
    assert.deepEqual(await around.look(id), [], mend)
  })

test('what cannot be looked at is an error of the question, and never all right', async (context) => {
  const around = world(context)
  rmSync(around.conf)
  await assert.rejects(around.look('encoder'), /cannot be read \(ENOENT\)/)
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

test('a folder for the state file that can be neither written nor made is named, with the line that makes it', async (context) => {
  const { folder, yaml: file, look } = world(context)
  const wanted = join(folder, 'gone', 'rhi')
  writeFileSync(file, `exabgp: {state-file: ${join(wanted, 'web.json')}}\n${yaml}`)
  assert.deepEqual(await look('state-folder'), [
    { level: 'fail', seen: `${wanted} cannot be written or made`, mend: `install -d -o exabgp -m 755 ${wanted}` },
  ])
  mkdirSync(join(folder, 'gone'))
  assert.deepEqual(await look('state-folder'), [])
})
