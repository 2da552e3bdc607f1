// Does a Node that is too old get one clear line, and no stack?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const { engines, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What the script says where this is Node's version. */
const said = (version: string, ...words: readonly string[]) => {
  const pretend = `data:text/javascript,${encodeURIComponent(`Object.defineProperty(process.versions,"node",{value:"${version}"})`)}`
  const env = { ...process.env, NODE_OPTIONS: `--import=${pretend}` }
  const [command = '', ...more] = words
  const { status, stdout, stderr } = spawnSync(command, more, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  return { status, output: `${stdout}${stderr}` }
}

const asPromised = new RegExp(
  `^[^\\n]* needs Node ${engines.node.replace('>=', '')} or newer, found 18\\.20\\.4 [^\\n]*Debian[^\\n]*\\n$`,
  's',
)

for (const [what, ...words] of [
  ['npm cit', ...scripts.prepare.split(' ')],
  ['npm run lab', ...scripts.lab.split(' ')],
  ['the program', process.execPath, 'dist/exabgp-haproxy.js', 'check'],
]) {
  test(`${what} says in one line which Node is needed, which is found and how to get one`, () => {
    const { status, output } = said('18.20.4', ...words)
    assert.match(output, asPromised)
    assert.ok(status === 1 || status === 69, `${status}`)
  })
}

test('a Node that is just new enough, or of a later major version, is taken', () => {
  for (const version of ['20.19.0', '22.1.0']) assert.deepEqual(said(version, 'node', 'test/node-version.cjs'), { status: 0, output: '' })
  assert.equal(said('20.18.9', 'node', 'test/node-version.cjs').status, 1)
})
