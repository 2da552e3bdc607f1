// Does `exabgp-conf` print a whole configuration of ExaBGP, or say everything that keeps it from doing so?
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { Child } from '../daemon/child.ts'
import { temporaryFolder } from '../folder.ts'

const folder = temporaryFolder()

const file = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const exabgpConf = async (...flags: readonly string[]) => {
  const child = new Child(['exabgp-conf', ...flags])
  const [code] = await child.exited
  return { code, out: child.lines, log: child.log }
}

const program = resolve(import.meta.dirname, '../../dist/exabgp-haproxy.js')
const service = ['--vip', '9.9.9.9/32', '--vip', '2001:db8::9', '--backend', 'http_back']
// With both addresses given, the kernel is not asked.
const peer = 'address=10.16.96.4 as=65515 local-address=172.16.156.70'

describe('exabgp-conf', () => {
  it('prints the process, with the file as it is found from anywhere, and the neighbors', async () => {
    const yaml = file(
      'web.yaml',
      `bgp: {local-as: 65010}
sessions:
  router-id: 172.16.156.70
  as: 65515
  md5-file: ${file('md5', 'se cret\n')}
  peers:
    - {address: 10.16.96.4, local-address: 172.16.156.70}
services: {web: {vips: [9.9.9.9/32], checks: [{backend: http_back}]}}
`,
    )
    const expected = [
      '# Made by exabgp-haproxy exabgp-conf, for ExaBGP 4.2 and 5.0. Change what it is made from, and make it again.',
      '',
      'process rhi {',
      `    run ${process.execPath} ${program} run --config=${yaml} --log-level=debug;`,
      '    encoder text;',
      '}',
      '',
      'neighbor 10.16.96.4 {',
      '    router-id 172.16.156.70;',
      '    local-address 172.16.156.70;',
      '    local-as 65010;',
      '    peer-as 65515;',
      '    hold-time 30;',
      '    md5-password "se cret";',
      '    md5-base64 false;',
      '    group-updates true;',
      '',
      '    family {',
      '        ipv4 unicast;',
      '    }',
      '',
      '    api {',
      '        processes [ rhi ];',
      '        neighbor-changes;',
      '    }',
      '}',
    ]
    assert.deepEqual(await exabgpConf('--config', relative('.', yaml), '--log-level', 'debug'), { code: 0, out: expected, log: [] })
  })

  it('gives the process the flags that it was given, those of the sessions as well: it says the end of all announcements to their peers', async () => {
    const more = ['--tier', 'capacity=50% prepend=1', '--local-as', '65010', '--peer', peer, '--router-id', '192.0.2.1']
    const { code, out } = await exabgpConf(...service, ...more)
    const flags = '--vip=9.9.9.9/32 --vip=2001:db8::9 --backend=http_back "--tier=capacity=50% prepend=1" --local-as=65010'
    const sessions = `"--peer=${peer}" --router-id=192.0.2.1`
    assert.equal(out[3], `    run ${process.execPath} ${program} run ${flags} ${sessions};`)
    assert.deepEqual([code, out.includes('    router-id 192.0.2.1;'), out.includes('        ipv6 unicast;')], [0, true, true])
  })

  it('takes the address of an IPv4 session as router ID, never one of loopback', async () => {
    const six = 'address=2001:db8::4 as=65515 local-address=2001:db8::70'
    const own = 'address=127.0.0.2 as=65515 local-address=127.0.0.1'
    const { out } = await exabgpConf(...service, '--local-as', '65010', '--peer', six, '--peer', own, '--peer', peer)
    assert.equal(out.filter((line) => line === '    router-id 172.16.156.70;').length, 3)
  })

  it('says every problem at once, prints nothing and ends with 78', async () => {
    const md5 = file('empty', '')
    const problems = ['--peer', `${peer} md5-file=${md5}`, '--peer', 'address=10.0.0.5 as=1 local-address=10.0.0.1 md5-file=/nonexistent']
    const quoted = ['--command', "grep 'x'"]
    assert.deepEqual(await exabgpConf(...service, ...quoted, '--local-as', '65010', '--router-id', '192.0.2.1', ...problems), {
      code: 78,
      out: [],
      log: [
        `--command: Expected no quotation marks, which cannot be written in ExaBGP's configuration (a file for --config may hold them), got "--command=grep 'x'"`,
        'sessions.peers[0].md5-file: Expected one line of 1 to 80 printable ASCII characters in the file, got nothing',
        'sessions.peers[1].md5-file: Expected a readable file, got "/nonexistent" (no such file)',
      ],
    })
  })

  it('gives every neighbor the capability that an attribute needs, on whatever tier it stands', async () => {
    const common = [...service, '--local-as', '65010', '--router-id', '192.0.2.1', '--peer', peer]
    const block = ['    capability {', '        aigp enable;', '    }'].join('\n')
    for (const flags of [
      ['--aigp', '100'],
      ['--tier', 'capacity=1% aigp=0'],
      ['--down', 'aigp=5'],
    ])
      assert.ok((await exabgpConf(...common, ...flags)).out.join('\n').includes(block), flags.join(' '))
    const paths = ['    capability {', '        add-path send;', '    }'].join('\n')
    assert.ok((await exabgpConf(...common, '--path-information', '1')).out.join('\n').includes(paths))
    assert.ok(!(await exabgpConf(...common, '--med', '5')).out.join('\n').includes('capability'))
  })

  it('wants at least one peer, and a valid configuration', async () => {
    const noPeer = await exabgpConf(...service, '--local-as', '65010')
    assert.deepEqual(noPeer, {
      code: 78,
      out: [],
      log: ['--peer: Expected at least one peer, here or under sessions in the file, got none'],
    })
    const { code, log } = await exabgpConf('--vip', '9.9.9.9/33', '--peer', peer)
    assert.equal(code, 78)
    assert.equal(log.filter((line) => /Expected (a prefix length|local-as|at least one check)/.test(line)).length, 3, log.join('\n'))
  })

  it('warns of a password that everyone may read, and repeats no password that makes no sense', async () => {
    const open = file('open', 'hunter2', 0o644)
    const sound = await exabgpConf(...service, '--local-as', '65010', '--peer', `${peer} md5-file=${open}`)
    assert.deepEqual(
      [sound.code, sound.log],
      [0, [`warning: every user of this machine can read the password in ${open}; chmod o-r keeps them out`]],
    )
    const broken = await exabgpConf(...service, '--local-as', '65010', '--peer', `${peer} md5-file=${file('two', 'hunter2\nhunter3')}`)
    assert.deepEqual(broken.log, [
      'sessions.peers[0].md5-file: Expected one line of 1 to 80 printable ASCII characters in the file, got something else',
    ])
  })
})
