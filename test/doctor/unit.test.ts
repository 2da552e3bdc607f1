// Is what systemd says of ExaBGP's unit understood, and judged?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Facts } from '../../lib/doctor/check.ts'
import { assignmentsOf, environmentFilesIn } from '../../lib/doctor/environment-file.ts'
import { hiddenBy } from '../../lib/doctor/sandbox.ts'
import { settingsOf } from '../../lib/doctor/settings.ts'
import { property, readUnit, type Unit } from '../../lib/doctor/unit.ts'
import { temporaryFolder } from '../folder.ts'
import { told } from './told.ts'

/** As systemd 257 of Debian 13 says it, with the drop-ins of contrib. */
const shown = `Restart=always
Result=success
ExecStartPre={ path=/usr/bin/mkfifo ; argv[]=/usr/bin/mkfifo /run/exabgp/exabgp.in ; ignore_errors=yes ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
ExecStartPre={ path=/usr/sbin/ip ; argv[]=/usr/sbin/ip address replace 9.9.9.9/32 dev lo ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
ExecStart={ path=/usr/sbin/exabgp ; argv[]=/usr/sbin/exabgp /etc/exabgp/exabgp.conf ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
ExecStop={ path=exabgp-haproxy ; argv[]=exabgp-haproxy drain --all --reason stop --wait 30s ; ignore_errors=yes ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
Environment=exabgp_daemon_daemonize=false "exabgp.tcp.bind=10.0.0.1 10.0.0.2" PATH=/opt/node/bin:/usr/bin
AmbientCapabilities=cap_net_admin
User=exabgp
PrivateTmp=no
ProtectSystem=no
RestrictAddressFamilies=~
RuntimeDirectory=exabgp
LogsDirectory=exabgp-haproxy
LoadState=loaded
ActiveState=inactive
UnitFileState=enabled
StartLimitIntervalUSec=0
StartLimitBurst=5
`

const unitWith = (...lines: readonly string[]): Unit => readUnit(shown.replace(/\n$/, `\n${lines.join('\n')}\n`))

const unit = unitWith()

const file: Facts['file'] = { path: '/etc/exabgp/exabgp.conf', text: '' }

test('words, environment and repeated lines of a unit are read', () => {
  assert.deepEqual(unit.start, ['/usr/sbin/exabgp', '/etc/exabgp/exabgp.conf'])
  assert.deepEqual(
    unit.before.map((words) => words[0]),
    ['/usr/bin/mkfifo', '/usr/sbin/ip'],
  )
  assert.equal(unit.environment.get('PATH'), '/opt/node/bin:/usr/bin')
  assert.equal(unit.environment.get('exabgp.tcp.bind'), '10.0.0.1 10.0.0.2')
  assert.equal(property(unit, 'NoSuchProperty'), '')
})

test('the environment of the unit goes before exabgp.env, and what mends it is a line of the unit', async () => {
  const env = settingsOf('/etc/exabgp/exabgp.env', "[exabgp.tcp]\nbind = ''\nonce = false\n[exabgp.api]\nack = true\n", unit)
  assert.deepEqual([...env.settings].filter(([name]) => name.startsWith('tcp')), [
    ['tcp.bind', { value: '10.0.0.1 10.0.0.2', from: 'unit' }],
    ['tcp.once', { value: 'false', from: 'file' }],
  ]) // biome-ignore format: one line
  const silent = settingsOf('/etc/exabgp/exabgp.env', '[exabgp.api]\nack = true\n', unitWith('Environment=exabgp_api_ack=false'))
  const [found] = await told('api-ack', { env: silent })
  assert.equal(found?.seen, 'the unit of ExaBGP: exabgp.api.ack is false: a refusal is not heard')
  assert.match(
    found?.mend ?? '',
    /'\[Service\]\\nEnvironment=exabgp_api_ack=true\\n' >>\S+\/zz-exabgp-haproxy\.conf && systemctl daemon-reload$/,
  )
})

test('a file of EnvironmentFile= goes before the unit, and what mends a setting is a line in it', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'default')
  writeFileSync(path, "# exabgp.api.ack = true\nexabgp.api.ack='false'\nEXTRA=x\n")
  const named = environmentFilesIn([
    `${path} (ignore_errors=no)`,
    `${folder}/none (ignore_errors=yes)`,
    `${folder}/gone (ignore_errors=no)`,
  ])
  assert.deepEqual(
    named.map(({ isOptional }) => isOptional),
    [false, true, false],
  )
  const look = () => {
    const [first, ...others] = named
    assert.ok(first)
    const read = { ...first, assignments: assignmentsOf(readFileSync(path, 'utf8')) }
    const unit = readUnit('LoadState=loaded\nEnvironment=exabgp_api_ack=true\n', [
      read,
      ...others.map((one) => ({ ...one, reason: 'ENOENT' })),
    ])
    return { unit, env: settingsOf('/etc/exabgp/exabgp.env', '', unit) }
  }
  const [found] = await told('api-ack', look())
  assert.equal(found?.seen, `${path}: exabgp.api.ack is false: a refusal is not heard`)
  assert.equal(spawnSync('sh', ['-c', found?.mend ?? 'false']).status, 0)
  assert.deepEqual(await told('api-ack', look()), [])
  assert.equal(readFileSync(path, 'utf8'), '# exabgp.api.ack = true\nexabgp.api.ack=true\nEXTRA=x\n')
  assert.deepEqual(await told('unit-environment', look()), [
    { level: 'fail', seen: `there is no ${folder}/gone, which the unit exabgp needs`, mend: `touch ${folder}/gone` },
  ])
})

test('a unit as the documents have it is right', async () => {
  const running = unitWith('ActiveState=active')
  for (const id of ['unit', 'unit-running', 'unit-restart', 'unit-restarts', 'unit-conf', 'unit-environment', 'unit-files', 'unit-stop'])
    assert.deepEqual(await told(id, { unit: running, file, ours: [] }), [], id)
})

test('without systemd nothing is judged, and a unit that is missing is wrong only where nothing else runs us', async () => {
  for (const id of ['unit', 'unit-running', 'unit-restart', 'unit-conf', 'unit-stop'])
    assert.deepEqual((await told(id, { unit: undefined })).map(({ level }) => level), ['skipped'], id) // biome-ignore format: one line
  const gone = readUnit('LoadState=not-found\nUnitFileState=\n')
  const level = async (running: Facts['running']) => (await told('unit', { unit: gone, running }))[0]?.level
  assert.equal(await level([]), 'warn')
  assert.equal(await level([{} as Facts['running'][number]]), 'skipped')
})

const wrong: readonly (readonly [string, string, readonly string[], string, RegExp])[] = [
  ['masked', 'unit', ['LoadState=masked'], 'fail', /^systemctl unmask exabgp$/],
  ['disabled', 'unit', ['UnitFileState=disabled'], 'warn', /^systemctl enable exabgp$/],
  ['stopped', 'unit-running', ['ActiveState=failed'], 'fail', /^systemctl reset-failed exabgp; systemctl restart exabgp$/],
  ['not started again after a success', 'unit-restart', ['Restart=on-failure'], 'warn', /Restart=always/],
  ['given up', 'unit-restart', ['StartLimitIntervalUSec=10s'], 'warn', /\[Unit\]\\nStartLimitIntervalSec=0/],
  [
    'of another file',
    'unit-conf',
    ['ExecStart={ path=/usr/sbin/exabgp ; argv[]=/usr/sbin/exabgp -1 /etc/other.conf ; ignore_errors=no ; pid=0 }'],
    'fail',
    /ExecStart=\\nExecStart=\/usr\/sbin\/exabgp -1 \/etc\/exabgp\/exabgp\.conf\\n/,
  ],
  ['with too few files', 'unit-files', ['LimitNOFILE=256'], 'warn', /LimitNOFILE=524288/],
  [
    'that was started again and again',
    'unit-restarts',
    ['NRestarts=7'],
    'note',
    /--grep 'Too many\|error:' .*systemctl reset-failed exabgp$/,
  ],
  ['that withdraws nothing', 'unit-stop', ['ExecStop='], 'warn', /ExecStop=-exabgp-haproxy drain --all/],
]

for (const [what, id, lines, level, mend] of wrong)
  test(`a unit ${what} is named by ${id}`, async () => {
    const without = lines[0] === 'ExecStop=' ? readUnit(shown.replace(/^ExecStop=.*$/m, '')) : unitWith(...lines)
    const [found] = await told(id, { unit: without, file, ours: [] })
    assert.equal(found?.level, level)
    assert.match(found?.mend ?? '', mend)
  })

const needs = {
  read: ['/run/haproxy/exabgp.sock', '/home/ops/web.yaml', '/usr/bin/exabgp-haproxy'],
  write: ['/run/exabgp/exabgp-haproxy', '/srv/records'],
}

const hidden: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['MemoryDenyWriteExecute=yes', ['Node, which compiles as it runs'], ['MemoryDenyWriteExecute=no']],
  ['PrivateNetwork=yes', ['the network'], ['PrivateNetwork=no']],
  ['PrivateTmp=yes', [], []],
  ['ProtectHome=yes', ['/home/ops/web.yaml'], ['ProtectHome=no']],
  ['ProtectHome=read-only', [], []],
  ['ProtectSystem=full', [], []],
  ['ProtectSystem=strict', ['/srv/records'], ['ReadWritePaths=-/srv/records']],
  ['ReadOnlyPaths=/srv', ['/srv/records'], ['ReadWritePaths=-/srv/records']],
  ['InaccessiblePaths=-/run/haproxy', ['/run/haproxy/exabgp.sock'], ['InaccessiblePaths=']],
  ['TemporaryFileSystem=/run/haproxy:ro', ['/run/haproxy/exabgp.sock'], ['TemporaryFileSystem=']],
  ['RestrictAddressFamilies=AF_INET AF_INET6', ['AF_UNIX', 'AF_NETLINK'], ['RestrictAddressFamilies=']],
  ['RestrictAddressFamilies=~AF_PACKET AF_NETLINK', ['AF_NETLINK'], ['RestrictAddressFamilies=']],
  ['RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK', [], []],
]

for (const [line, what, instead] of hidden)
  test(`${line} takes away ${what.length === 0 ? 'nothing' : what.join(', ')}`, () => {
    const found = hiddenBy(unitWith(line), needs)
    assert.deepEqual(found, what.length === 0 ? [] : [{ setting: line, what, instead }])
    assert.deepEqual(hiddenBy(unitWith(line, ...instead), needs), [])
  })

test('a VIP that the unit puts on this machine before ExaBGP starts is a remark until it runs', async () => {
  const missingVips = [{ sentence: 'web: this machine does not have it', vips: ['9.9.9.9/32'] }]
  const level = async (unit: Unit | undefined) => (await told('vip-local', { missingVips, unit }))[0]?.level
  assert.equal(await level(unit), 'note')
  assert.equal(await level(unitWith('ActiveState=active')), 'fail')
  assert.equal(await level(undefined), 'fail')
  const another = [{ sentence: 'web', vips: ['9.9.9.9/32', '9.9.9.10/32'] }]
  const [found] = await told('vip-local', { missingVips: another, unit })
  assert.equal(found?.level, 'fail')
  assert.match(found?.mend ?? '', /for vip in 9\.9\.9\.10\/32; do/)
})

test('an IPv6 VIP is put on this machine so that it does not speak from it, and named where it may', async () => {
  const [missing] = await told('vip-local', { missingVips: [{ sentence: 'web', vips: ['9.9.9.9/32', '2001:db8::9/128'] }] })
  // What the line would type, one command a line.
  const typed = (missing?.mend ?? '')
    .replace(/^mkdir .*? && /, '')
    .replace(/ && systemctl.*$/, '')
    .replace(/grep .*? \|\| /, '')
  const { stdout, stderr } = spawnSync('sh', ['-c', `ip() { echo "$@"; }; ${typed.replace(/ >>\S+;/, ';')}`], { encoding: 'utf8' })
  assert.equal(stderr, '')
  assert.deepEqual(stdout.trim().split('\n').filter((line) => line !== '[Service]'), [
    'address replace 9.9.9.9/32 dev lo',
    'ExecStartPre=+/usr/sbin/ip address replace 9.9.9.9/32 dev lo',
    'address replace 2001:db8::9/128 dev lo preferred_lft 0 nodad',
    'ExecStartPre=+/usr/sbin/ip address replace 2001:db8::9/128 dev lo preferred_lft 0 nodad',
  ]) // biome-ignore format: one line
  const [source] = await told('vip-source', { sourceVips: [{ vip: '2001:db8::9/128', device: 'lo' }] })
  assert.deepEqual([source?.level, source?.mend], ['note', 'ip -6 address change 2001:db8::9/128 dev lo preferred_lft 0'])
})
