// Does the line with which OPERATING has systemd make ExaBGP's configuration leave the good one alone when it fails?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { temporaryFolder } from '../folder.ts'
import { root } from './markdown.ts'

const program = join(root, 'dist/exabgp-haproxy.js')
const [, script = ''] = /^ExecStartPre=-\+\/bin\/sh -c '(.*)'$/m.exec(readFileSync(join(root, 'OPERATING.md'), 'utf8')) ?? []

const folder = temporaryFolder()
const conf = join(folder, 'exabgp.conf')

const yaml = (peer: string): void =>
  writeFileSync(
    join(folder, 'exabgp-haproxy.yaml'),
    `bgp: {local-as: 65010}
sessions: {router-id: 192.0.2.9, as: 65515, peers: [${peer}]}
services: {web: {vips: [192.0.2.1/32], checks: [{backend: http_back}]}}
`,
  )

const start = (): number | null => {
  const here = script
    .replaceAll('/etc/exabgp/', `${folder}/`)
    .replace(' exabgp-haproxy exabgp-conf', ` ${process.execPath} ${program} exabgp-conf`)
    .replace('chgrp exabgp', `chgrp ${process.getgid?.()}`)
  return spawnSync('sh', ['-c', here], { stdio: 'ignore' }).status
}

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  writeFileSync(conf, 'the good one\n')
  yaml('{address: 192.0.2.2, local-address: 192.0.2.9}')
})

test('what it makes takes the place of the former one', () => {
  assert.equal(start(), 0)
  assert.match(readFileSync(conf, 'utf8'), /^neighbor 192\.0\.2\.2 \{$/m)
  assert.deepEqual(readdirSync(folder).sort(), ['exabgp-haproxy.yaml', 'exabgp.conf'])
})

test('a full disk leaves the former one in place', () => {
  symlinkSync('/dev/full', `${conf}.new`)
  assert.equal(start(), 74)
  assert.equal(readFileSync(conf, 'utf8'), 'the good one\n')
})

test('a broken configuration leaves the former one in place', () => {
  yaml('nonsense')
  assert.equal(start(), 78)
  assert.equal(readFileSync(conf, 'utf8'), 'the good one\n')
})
