// Does `migrate` read what ExaBGP reads, and say what it leaves as it is?
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { readConfig } from '../../lib/config/read.ts'
import { Child } from '../daemon/child.ts'
import { temporaryFolder } from '../folder.ts'

const folder = temporaryFolder()

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const migrate = async (...flags: readonly string[]) => {
  const child = new Child(['migrate', ...flags])
  const [code] = await child.exited
  return { code, out: child.lines, log: child.log }
}

const moved = async (processes: string, ...flags: readonly string[]) => {
  const { code, out, log } = await migrate('--json', file('exabgp.conf', processes), ...flags)
  return { code, log, ...(out[0] === undefined ? {} : JSON.parse(out[0])) }
}

const neighbor = (address: string, list: string): string =>
  `neighbor ${address} {\n    local-as 65010;\n    api {\n        processes [ ${list} ];\n    }\n}\n`
const healthcheck = (name: string, words: string): string =>
  `process ${name} {\n    run /usr/bin/exabgp-healthcheck ${words};\n    encoder text;\n}\n`

describe('migrate', () => {
  it('makes one process of those that speak to the same neighbors, and shows the change of exabgp.conf', async () => {
    const conf = `${neighbor('10.0.0.1', 'a, b')}${healthcheck('a', '--ip 192.0.2.1 --withdraw-on-down')}${healthcheck('b', '--ip 192.0.2.2 --withdraw-on-down')}`
    const { code, configurations, diff } = await moved(conf)
    assert.equal(code, 0)
    assert.deepEqual(
      configurations.map(({ file: path, processes }: { file: string; processes: string[] }) => [path, processes]),
      [[join(folder, 'a.yaml'), ['a', 'b']]],
    )
    const read = await readConfig({ file: { name: 'a', text: configurations[0].yaml }, flags: {} })
    assert.deepEqual(read.ok && read.config.services.map(({ name, vips }) => [name, vips[0].text]), [
      ['a', '192.0.2.1/32'],
      ['b', '192.0.2.2/32'],
    ])
    for (const line of ['-        processes [ a, b ];', '+        processes [ a ];', '+        neighbor-changes;', '-process b {'])
      assert.ok(diff.includes(`\n${line}\n`), line)
  })

  it('makes a configuration each for processes with other neighbors, by flag or by the lists of exabgp.conf', async () => {
    const conf = `${neighbor('10.0.0.1', 'a, b, c')}${neighbor('10.0.0.9', 'a, b')}${healthcheck('a', '--ip 192.0.2.1')}${healthcheck('b', '--ip 192.0.2.2 --neighbor 10.0.0.9')}${healthcheck('c', '--ip 192.0.2.3')}`
    const { configurations } = await moved(conf)
    assert.deepEqual(
      configurations.map(({ processes }: { processes: string[] }) => processes),
      [['a'], ['b'], ['c']],
    )
    assert.match(configurations[1].yaml, /neighbors: \[10\.0\.0\.9\]/)
  })

  it('writes a list of exabgp.conf once, however many configurations its processes become', async () => {
    const to = (address: string, ip: string): string => `--ip 192.0.2.${ip} --neighbor ${address}`
    const processes = [
      healthcheck('web-one', to('10.0.0.1', '1')),
      healthcheck('web-two', to('10.0.0.1', '2')),
      healthcheck('dns-one', to('10.0.0.9', '3')),
      healthcheck('dns-two', to('10.0.0.9', '4')),
    ].join('')
    const lists = ['web-one, web-two, dns-one, dns-two', 'web-one, web-two, dns-one'] as const
    for (const changes of ['', '        neighbor-changes;\n']) {
      const listing = (address: string, list: string, more: string): string =>
        `neighbor ${address} {\n    api {\n        processes [ ${list} ];\n${more}    }\n}\n`
      const conf = `${listing('10.0.0.1', lists[0], changes)}${listing('10.0.0.9', lists[1], changes)}${processes}`
      const output = join(folder, `lists${changes.length}`)
      assert.equal((await migrate('--output', output, file('exabgp.conf', conf))).code, 0)
      const changed = readFileSync(join(output, 'exabgp.conf'), 'utf8')
      const now = '        neighbor-changes;\n'
      const neighbors = [listing('10.0.0.1', 'web-one, dns-one, dns-two', now), listing('10.0.0.9', 'web-one, dns-one', now)]
      assert.equal(changed.slice(0, changed.indexOf('process web-one {')), neighbors.join(''))
      assert.deepEqual(changed.match(/(?<=^process )\S+/gm), ['web-one', 'dns-one', 'dns-two'])
    }
  })

  it('refuses a text whose list names a process that is not there, as ExaBGP does', async () => {
    const { code, log } = await moved(`${neighbor('10.0.0.1', 'a, ghost')}${healthcheck('a', '--ip 192.0.2.1')}`)
    assert.equal(code, 65)
    assert.match(log.join(), /a block "process ghost", as the api of "neighbor 10\.0\.0\.1" names it: ExaBGP does not start without/)
  })

  it('names a script and does not open it, and moves only what is asked for', async () => {
    const conf = `${healthcheck('a', '--ip 192.0.2.1')}${healthcheck('b', '--ip 192.0.2.2')}process w { run /usr/local/bin/wrapper; }\n`
    const { code, left, configurations, log } = await moved(conf, '--process', 'b')
    assert.deepEqual([code, configurations.length, left.map(({ process }: { process: string }) => process)], [0, 1, ['a', 'w']])
    assert.equal(log.length, 2)
    const all = await moved(conf)
    assert.match(all.log.join('\n'), /process w stays as it is: it runs \/usr\/local\/bin\/wrapper, which is not opened/)
  })

  it('says which flag, file or address keeps a process where it is, by status 1 or 78', async () => {
    const ini = file('ini', '[check]\ntype = http\n')
    for (const [words, reason] of [
      ['--ip 192.0.2.1 --com x', /which may be --command or --community/],
      ['--ip 192.0.2.1 --rise many', /a whole number behind --rise, got "many"/],
      [`--config ${ini}`, /type=http, which never existed/],
      ['--config /nonexistent/file', /a readable file \(no such file\) for --config, got \/nonexistent\/file/],
      ['--ip 192.0.2.1/24', /without host bits/],
      ['--ip 192.0.2.0/20 --deaggregate-networks', /host bits/],
      ['--ip 127.0.0.5', /loopback .* is never announced/],
    ] as const) {
      const alone = await moved(healthcheck('a', words))
      assert.equal(alone.code, 78, words)
      assert.match(alone.log.join('\n'), reason)
      assert.equal((await moved(healthcheck('a', words) + healthcheck('b', '--ip 192.0.2.2'))).code, 1, words)
    }
  })

  it('refuses a text that ExaBGP refuses, with the line', async () => {
    const { code, log } = await migrate(file('broken.conf', 'process a {\n    run /usr/bin/exabgp-healthcheck --cmd "it\'s up";\n}\n'))
    assert.deepEqual([code, log.length], [65, 1])
    assert.match(log[0] ?? '', /\(line 2\)/)
  })

  it('says that it cannot write a path with a quotation mark', async () => {
    mkdirSync(join(folder, "o'n"))
    const conf = `${neighbor('10.0.0.1', 'a')}${healthcheck('a', '--ip 192.0.2.1')}`
    const { code, out, log } = await migrate(file("o'n/exabgp.conf", conf))
    assert.deepEqual([code, out, log.length], [65, [], 1])
    assert.match(log[0] ?? '', /exabgp\.conf: Expected paths without quotation marks, which ExaBGP cannot read, got "--config=/)
  })

  it('moves ober: the request that it makes, every second, at once', async () => {
    const { configurations, differences } = await moved('process ober { run /opt/ober/venv/bin/ober health 192.0.2.1; encoder text; }\n')
    const read = await readConfig({ file: { name: 'ober', text: configurations[0].yaml }, flags: {} })
    assert.ok(read.ok)
    const [check] = read.config.services[0].checks
    assert.deepEqual([check.kind, check.intervalMs, check.timeoutMs, check.rise, check.fall], ['http', 1000, 2000, 1, 1])
    assert.ok(differences.length > 0)
  })

  it('writes what was run on a change as hooks, those of a state first, once for all VIPs', async () => {
    const words = '--ip 192.0.2.1 --ip 192.0.2.2 --increase=-1 --execute "/bin/a x" --up-execute /bin/b --disabled-execute /bin/d'
    const { configurations } = await moved(`${neighbor('10.0.0.1', 'a')}${healthcheck('a', words)}`)
    const read = await readConfig({ file: { name: 'a', text: configurations[0].yaml }, flags: {} })
    const [up, down, away] = [['announced', 'degraded', 'warm'], ['down', 'last-resort'], ['maintenance', 'draining']] // biome-ignore format: one line
    assert.deepEqual(read.ok && read.config.hooks?.map(({ on, run }) => [on, run.kind === 'shell' && run.text]), [
      [up, 'export STATE=UP; /bin/b'],
      [up, 'export STATE=UP; /bin/a x'],
      [down, 'export STATE=DOWN; /bin/a x'],
      [away, 'export STATE=DISABLED; /bin/d'],
      [away, 'export STATE=DISABLED; /bin/a x'],
    ])
  })

  it('tells of all that has no counterpart', async () => {
    const words =
      '--ip 192.0.2.1 --interval 0 --timeout 0 --rise 500 --execute /bin/a --user nobody --dynamic-ip-setup --disable /run/away --community 65535:666'
    const { differences } = await moved(healthcheck('a', words))
    const ids = differences.map(({ id }: { id: string }) => id)
    for (const id of [
      'never-withdrawn',
      'always-healthy',
      'maintenance',
      'loopback',
      'loopback-removed',
      'hooks',
      'one-shot',
      'timeout',
      'counts',
      'rights',
      'unreadable',
    ])
      assert.ok(ids.includes(id), id)
  })

  it('has the user of ExaBGP read what it wrote for root alone, and check it', async () => {
    const { steps } = await moved(healthcheck('a', '--ip 192.0.2.1'))
    const yaml = join(folder, 'a.yaml')
    assert.match(
      steps[2],
      new RegExp(
        `^install --mode 640 --group exabgp /root/migrated/a\\.yaml ${yaml}, and runuser -u exabgp -- exabgp-haproxy check --probe --config ${yaml} `,
      ),
    )
  })

  it('writes the new files into a folder, and over none', async () => {
    const conf = file('exabgp.conf', healthcheck('a', '--ip 192.0.2.1'))
    const output = join(folder, 'new')
    assert.equal((await migrate('--output', output, conf)).code, 0)
    assert.match(readFileSync(join(output, 'exabgp.conf'), 'utf8'), /run .*--config=.*\/a\.yaml;/)
    assert.ok(existsSync(join(output, 'a.yaml')))
    const again = await migrate('--output', output, conf)
    assert.equal(again.code, 73)
    assert.match(again.log.join(), /a\.yaml: Expected a new file, got one that is there already: name another folder with --output$/)
  })

  it('changes nothing, and is not done, where there is nothing to move or no ExaBGP to play with', async () => {
    assert.equal((await moved('process a { run /bin/cat; }\n')).code, 78)
    const stranger = await migrate('--process', 'web', file('exabgp.conf', healthcheck('watch-web', '--ip 192.0.2.1')))
    assert.deepEqual([stranger.code, stranger.log.at(-1)], [78, `${join(folder, 'exabgp.conf')}: Expected --process with one of watch-web`])
    const { code, log } = await migrate(
      '--verify',
      '--exabgp',
      '/nonexistent/python3',
      file('exabgp.conf', healthcheck('a', '--ip 192.0.2.1')),
    )
    assert.equal(code, 3)
    assert.match(log.join(), /a Python with the module exabgp/)
  })
})
