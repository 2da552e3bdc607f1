// Do the files in contrib agree with each other?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import packageJson from '../package.json' with { type: 'json' }

const contrib = (path: string): string => readFileSync(join(import.meta.dirname, '../contrib', path), 'utf8')

const filesIn = (userData: string): ReadonlyMap<string, string> => {
  const files: readonly { readonly path: string; readonly content: string }[] = parse(userData).write_files
  return new Map(files.map(({ path, content }) => [path, content]))
}

test('the user-data of the primary writes the very files that stand beside it', () => {
  const written = filesIn(contrib('cloud-init/primary.yaml'))
  assert.equal(written.get('/etc/haproxy/haproxy.cfg'), contrib('haproxy/haproxy.cfg'))
  assert.equal(written.get('/etc/exabgp/exabgp.conf'), contrib('exabgp/exabgp-4.2.conf'))
  for (const name of ['restart.conf', 'leave.conf', 'vip.conf'])
    assert.equal(written.get(`/etc/systemd/system/exabgp.service.d/${name}`), contrib(`systemd/exabgp.service.d/${name}`))
})

test('the user-data installs this version, and every package at a version that was tried', () => {
  const { packages } = parse(contrib('cloud-init/primary.yaml'))
  assert.deepEqual(packages, [['haproxy', '3.0.*'], ['exabgp', '4.2.*'], ['nodejs', '20.*'], 'npm'])
  assert.match(
    contrib('cloud-init/primary.yaml'),
    new RegExp(`npm install .* exabgp-haproxy@${packageJson.version.replaceAll('.', '\\.')}\n`),
  )
})

test('no frontend that others reach shows the statistics', () => {
  for (const path of ['haproxy/haproxy.cfg', 'labs/azure-vwan/west/haproxy.cfg', 'labs/azure-vwan/north/haproxy.cfg']) {
    const sections = contrib(path)
      .split(/^(?=\w)/m)
      .filter((section) => /^ +stats (uri|enable)/m.test(section))
    assert.ok(sections.length > 0 && sections.every((section) => /^ +bind 127\.0\.0\.1:\d+$/m.test(section)), path)
  }
})

test('the user-data of the secondary differs in addresses and in two prepends', () => {
  const moved = contrib('cloud-init/primary.yaml').replaceAll('172.16.156.', '172.16.136.').replaceAll('10.16.96.', '10.15.96.')
  const prepending = moved.replace(/^( +)vips: .*\n/m, (line, indent) => `${line}${indent}prepend: 2\n`)
  assert.deepEqual(parse(contrib('cloud-init/secondary.yaml')), parse(prepending))
  assert.notDeepEqual(parse(prepending), parse(moved))
})
