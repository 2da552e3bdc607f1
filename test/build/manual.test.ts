// Do the manual pages and the completion know every command, flag and key?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { paragraph, words } from '../../build/mdoc.ts'
import { commands } from '../../lib/config/flags/arguments.ts'
import { flagNames, variableOf } from '../../lib/config/flags/flags.ts'
import { schemaKeys } from '../docs/schema-keys.ts'
import { temporaryFolder } from '../folder.ts'

const dist = (path: string): string => readFileSync(join(import.meta.dirname, '../../dist', path), 'utf8')

const page = dist('man/exabgp-haproxy.8').replaceAll('\\-', '-').replaceAll('\\&', '')
const pageOfFile = dist('man/exabgp-haproxy.yaml.5').replaceAll('\\-', '-').replaceAll('\\&', '')

test('exabgp-haproxy(8) has every command, flag, variable and exit status', () => {
  for (const command of commands) assert.match(page, new RegExp(`^\\.It Cm ${command}$`, 'm'))
  for (const name of flagNames) {
    assert.match(page, new RegExp(`^\\.It Fl -${name} Ar value$`, 'm'))
    assert.ok(page.includes(`\n.Ev ${variableOf(name)}\n`), name)
  }
  const statuses = (page.split('\n.Sh EXIT STATUS\n')[1] ?? '').match(/^\.It \d.*$/gm)
  assert.ok(statuses?.includes('.It 78'), String(statuses))
})

test('exabgp-haproxy.yaml(5) has every key of the configuration, with its meaning', () => {
  const text = pageOfFile
    .replace(/\\f[BR]/g, '')
    .replaceAll('\n', ' ')
    .toLowerCase()
  for (const [path, descriptions] of schemaKeys()) {
    const key = path.split('.').at(-1)?.replace('[]', '') ?? ''
    if (key === '<name>' || !path.includes('.')) continue
    assert.match(pageOfFile, new RegExp(`^\\.It Cm .*${key}`, 'm'), path)
    const [first = ''] = [...descriptions].map((one) => one.split(' ').slice(0, 4).join(' ').toLowerCase())
    assert.ok(first.includes('\\') || text.includes(first), `${path}: ${first}`)
  }
})

test('a text of ours becomes sentences on lines of their own, and nothing in it is taken for a macro', () => {
  assert.deepEqual(paragraph('One. `a-b c`, see [there](#there). .hidden \\ …'), ['One.', '\\fBa\\-b c\\fR, see there. .hidden \\e ...'])
  assert.equal(words('No in -x'), '\\&No \\&in \\-x')
  assert.ok(paragraph('word '.repeat(100)).every((line) => line.length <= 78))
})

test('every shell completes every command and every flag', () => {
  for (const file of ['exabgp-haproxy.bash', '_exabgp-haproxy', 'exabgp-haproxy.fish']) {
    const text = dist(`completion/${file}`)
    for (const word of [...commands, ...flagNames]) assert.match(text, new RegExp(`(--|-a |-l |['|( ])${word}\\b`), `${file}: ${word}`)
  }
})

const completed = (...typed: readonly string[]): readonly string[] => completedBy('', ...typed)

/** `folder`: where exabgp-haproxy is; nowhere is the worst that can be behind the completion. */
const completedBy = (folder: string, ...typed: readonly string[]): readonly string[] => {
  const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _exabgp_haproxy; printf '%s\\n' "\${COMPREPLY[@]}"`
  const file = join(import.meta.dirname, '../../dist/completion/exabgp-haproxy.bash')
  const words = ['--norc', '-c', script, 'bash', file, 'exabgp-haproxy', ...typed]
  const { stdout, stderr } = spawnSync('bash', words, { encoding: 'utf8', env: { PATH: `${folder}:/usr/bin:/bin` } })
  assert.equal(stderr, '')
  return stdout.split('\n').filter((line) => line !== '')
}

test('bash proposes commands first, then the flags of the command, and says nothing where nobody answers', () => {
  assert.deepEqual(completed('dr'), ['drain'])
  assert.deepEqual(completed('reload', '--rev'), ['--revert-in'])
  assert.deepEqual(completed('drain', ''), [])
  assert.deepEqual(completed('status', '--service', '='), [])
  assert.deepEqual(completed('--tier', ''), [])
})

test('bash proposes the services that begin so, and runs nothing of what it is told', () => {
  const folder = temporaryFolder()
  const told = `web\nweb-1\ndns\n$(touch\${IFS}${folder}/run)\n\`touch\${IFS}${folder}/run\`\n$1 *\n`
  writeFileSync(join(folder, 'told'), told)
  writeFileSync(join(folder, 'exabgp-haproxy'), `#!/bin/sh\ncat ${folder}/told\n`, { mode: 0o755 })
  assert.deepEqual(completedBy(folder, 'drain', 'we'), ['web', 'web-1'])
  assert.deepEqual(completedBy(folder, 'status', '--service', '=', 'd'), ['dns'])
  assert.deepEqual(completedBy(folder, 'status', '--service', ''), told.trimEnd().split('\n'))
  assert.equal(existsSync(join(folder, 'run')), false)
})
