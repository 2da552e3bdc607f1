// Do the files in contrib agree with each other?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { readConfig } from '../lib/config/read.ts'
import packageJson from '../package.json' with { type: 'json' }
import { rendered, variablesOf } from './e2e/cloud/rendered.ts'

const contrib = (path: string): string => readFileSync(join(import.meta.dirname, '../contrib', path), 'utf8')

const filesIn = (userData: string): ReadonlyMap<string, string> => {
  const files: readonly { readonly path: string; readonly content: string }[] = parse(rendered(userData)).write_files
  return new Map(files.map(({ path, content }) => [path, content]))
}

const ofAll = ['primary.yaml', 'secondary.yaml', 'primary-debian12.yaml', 'secondary-debian12.yaml']

test('the user-data of the primary writes the very files that stand beside it', () => {
  const written = filesIn(contrib('cloud-init/primary.yaml'))
  assert.equal(written.get('/etc/haproxy/haproxy.cfg'), contrib('haproxy/haproxy.cfg'))
  for (const name of ['restart.conf', 'leave.conf', 'vip.conf'])
    assert.equal(written.get(`/etc/systemd/system/exabgp.service.d/${name}`), contrib(`systemd/exabgp.service.d/${name}`))
})

test('the user-data of the primary configures what the files beside it do', async () => {
  const text = filesIn(contrib('cloud-init/primary.yaml')).get('/etc/exabgp/exabgp-haproxy.yaml') ?? ''
  const read = await readConfig({ file: { name: 'primary.yaml', text }, flags: {} })
  assert.ok(read.ok && read.warnings.length === 0)
  const peers = read.config.sessions?.peers.map(({ address }) => address.text)
  assert.deepEqual(
    peers,
    [...contrib('exabgp/exabgp-4.2.conf').matchAll(/^neighbor (\S+) /gm)].map(([, address]) => address),
  )
})

test('the user-data installs this version, and every package at a version that was tried', () => {
  const expected = {
    'primary.yaml': 'haproxy=3.0.* exabgp=4.2.* nodejs=20.*',
    'secondary.yaml': 'haproxy=3.0.* exabgp=4.2.* nodejs=20.*',
    'primary-debian12.yaml': 'haproxy=2.6.* exabgp=4.2.* npm',
    'secondary-debian12.yaml': 'haproxy=2.6.* exabgp=4.2.* npm',
  }
  for (const [name, packages] of Object.entries(expected)) {
    const variables = variablesOf(contrib(`cloud-init/${name}`))
    assert.deepEqual(
      [variables.packages, variables.source],
      [packages, `https://packages.example.net/exabgp-haproxy-${packageJson.version}.tgz`],
      name,
    )
  }
})

test('the VIP stands in the user-data once, and the shell has no complaint about what installs', () => {
  for (const name of ofAll) {
    const text = contrib(`cloud-init/${name}`)
    assert.equal(text.match(/9\.9\.9\.9/g)?.length, 1, name)
    const script = filesIn(text).get('/usr/local/sbin/install-exabgp-haproxy') ?? ''
    assert.match(script, /^#!\/bin\/sh\n/)
    assert.equal(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr, '')
  }
})

test('no frontend that others reach shows the statistics', () => {
  for (const path of ['haproxy/haproxy.cfg', 'labs/azure-vwan/west/haproxy.cfg', 'labs/azure-vwan/north/haproxy.cfg']) {
    const sections = contrib(path)
      .split(/^(?=\w)/m)
      .filter((section) => /^ +stats (uri|enable)/m.test(section))
    assert.ok(sections.length > 0 && sections.every((section) => /^ +bind 127\.0\.0\.1:\d+$/m.test(section)), path)
  }
})

test('the four user-data differ in their variables only', () => {
  const body = (name: string): string => contrib(`cloud-init/${name}`).split('\nwrite_files:\n')[1] ?? ''
  const [first = '', ...others] = ofAll.map(body)
  assert.ok(first.length > 1000)
  for (const other of others) assert.equal(other, first)
  const [primary, secondary] = ['primary.yaml', 'secondary.yaml'].map((name) => variablesOf(contrib(`cloud-init/${name}`)))
  const moved = { hubs: '10.15.96.4, 10.15.96.5', web_server: '172.16.136.69', prepend: '2' }
  assert.deepEqual(secondary, { ...primary, ...moved })
})

test('the workflow of a release publishes with provenance, with no right beyond that, and by scripts that there are', () => {
  const text = readFileSync(join(import.meta.dirname, '../.github/workflows/release.yml'), 'utf8')
  const { permissions, jobs } = parse(text)
  assert.deepEqual(permissions, {})
  assert.deepEqual(jobs.publish.permissions, { contents: 'read', 'id-token': 'write' })
  assert.match(text, /^ {6}- run: npm publish --provenance /m)
  const scripts: readonly string[] = Object.keys(packageJson.scripts)
  for (const [, script = ''] of text.matchAll(/npm run (\w+)/g)) assert.ok(scripts.includes(script), script)
})

test('links of the page on packages lead to files and headings that are there', () => {
  const text = contrib('packages.md')
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  for (const [, path = '', anchor] of text.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)) {
    if (path === '') assert.ok(headings.includes(anchor ?? ''), anchor)
    else assert.ok(existsSync(join(import.meta.dirname, '../contrib', path)), path)
  }
})
