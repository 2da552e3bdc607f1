// Do the examples of the documents work as they stand?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatProblem } from '../../lib/config/problems/problem.ts'
import { readConfig } from '../../lib/config/read.ts'
import { temporaryFolder } from '../folder.ts'
import { blocksIn, documents, readDocument, root } from './markdown.ts'

const folder = temporaryFolder()
chmodSync(folder, 0o755)

const run = (command: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, 'exabgp.daemon.user': 'root', 'exabgp.api.cli': 'false' },
  })
  return { status, output: `${stdout}${stderr}` }
}

const absent = (program: string, question = '-v'): string | false =>
  run(program, [question]).status === 0 ? false : `there is no ${program} program`

const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const found = (language: string) => {
  const blocks = blocksIn(language)
  assert.ok(blocks.length > 0, `no block of ${language} was found`)
  return blocks
}

for (const { text, place } of found('yaml')) {
  test(`the configuration at ${place} is valid`, async () => {
    const read = await readConfig({ file: { name: place, text }, flags: {} })
    assert.ok(read.ok, read.ok ? '' : read.problems.map(formatProblem).join('\n'))
  })
}

// The program of the snippet need not be installed on this machine.
for (const { text, place } of found('exabgp')) {
  test(`ExaBGP accepts the snippet at ${place}`, { skip: absent('exabgp', '--version') }, () => {
    const program = written('program', '#!/bin/sh\n')
    chmodSync(program, 0o755)
    const path = written('exabgp.conf', text.replace(/(\brun) \S+/, `$1 ${program}`))
    const { status, output } = run('exabgp', ['--test', path])
    assert.ok(status === 0 && !/error|invalid/i.test(output), output)
  })
}

// The snippet is added to a configuration that serves something, with the group that ExaBGP's package makes.
const around = (snippet: string): string =>
  `defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
listen any
    bind 127.0.0.1:8080
${snippet}`

for (const { text, place } of found('haproxy')) {
  test(`HAProxy accepts the snippet at ${place}`, { skip: absent('haproxy') }, () => {
    const group = run('getent', ['group', 'exabgp']).status === 0 ? 'exabgp' : 'haproxy'
    const path = written('haproxy.cfg', around(text.replace('group exabgp', `group ${group}`)))
    const { status, output } = run('haproxy', ['-c', '-f', path])
    assert.ok(status === 0 && !/warning|alert/i.test(output), output)
  })
}

const program = join(root, 'dist/exabgp-haproxy.js')

/** The same command line as a `check` of the built program, with the file of contrib in the place of the installed one. */
const checking = (line: string): string => {
  const checked = line.replace(
    /(?:npx )?\bexabgp-haproxy(?= )(?: run| check| exabgp-conf)?(?: --probe)?/,
    `'${process.execPath}' '${program}' check`,
  )
  assert.notEqual(checked, line, 'the line does not run exabgp-haproxy')
  return checked.replace('/etc/exabgp/exabgp-haproxy.yaml', join(root, 'contrib/exabgp-haproxy.yaml'))
}

// Those of README and OPERATING are carried out, on machines of their own: test/e2e/documents.
for (const { text, place } of found('sh').filter((block) => block.place.startsWith('REFERENCE.md'))) {
  const lines = text.replaceAll('\\\n', ' ').trim().split('\n')
  for (const line of lines) {
    test(`the command ${line} at ${place} has a valid configuration`, () => {
      const { status, output } = run('sh', ['-c', checking(line)])
      assert.equal(status, 0, output)
      assert.match(output, /^the configuration is valid: /)
    })
  }
}

const leads = (path: string, heading: string | undefined): boolean => {
  if (!existsSync(join(root, path))) return false
  const headings = [...(heading === undefined ? '' : readDocument(path)).matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? '')
  return (
    heading === undefined ||
    headings.some(
      (one) =>
        one
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-') === heading,
    )
  )
}

test('links in the documents lead to files and headings that are there', () => {
  const broken = documents.flatMap((document) =>
    [...readDocument(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
      .filter(([, path = '', heading]) => !leads(path === '' ? document : path, heading))
      .map(([link]) => `${document}: ${link}`),
  )
  assert.deepEqual(broken, [])
})
