// Does whatever is typed end in one clear status, and never in a stack?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { execa } from 'execa'
import fc from 'fast-check'
import { flagNames, variableOf } from '../../lib/config/flags/flags.ts'
import { Child, exabgp as listeningExabgp } from '../daemon/child.ts'
import { config } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'
import { temporaryFolder } from '../folder.ts'
import { recordOf } from '../record/records.ts'

const program = join(import.meta.dirname, '../../dist/exabgp-haproxy.js')

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...words], {
    reject: false,
    stdin: 'ignore',
    timeout: 20_000,
    env,
  })
  return { exitCode, stderr, text: `${stdout}\n${stderr}` }
}

const endsWell = async (words: readonly string[], env?: Readonly<Record<string, string>>): Promise<void> => {
  const { exitCode, text } = await run(words, env)
  assert.ok([0, 65, 78].includes(exitCode ?? -1), `status ${exitCode} of ${JSON.stringify(words)}:\n${text}`)
  assert.doesNotMatch(text, /^\s+at |\.js:\d+| at \S+ \(|TypeError/m)
}

let folder = ''
before(() => {
  folder = temporaryFolder()
})

for (const word of [
  '--constructor=2',
  '--toString',
  '--__proto__=1',
  '--hasOwnProperty=x',
  '--valueOf',
  '-constructor',
  '--__defineGetter__=1',
]) {
  test(`check ${word} is a mistake with its name`, async () => {
    const { exitCode, stderr } = await run(['check', '--vip', '192.0.2.1', '--backend', 'b', word])
    assert.equal(exitCode, 78)
    assert.match(stderr, /^-.*: Expected a known flag, as --help lists them$/m)
  })
}

test('in a folder that was deleted every command does its work, and says which file it does not find', async () => {
  const there = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"'
  const runThere = (...words: readonly string[]) =>
    execa('/bin/sh', ['-c', there, join(folder, 'gone'), process.execPath, program, ...words], { reject: false, stdin: 'ignore' })
  assert.equal((await runThere('check', '--vip', '192.0.2.1', '--backend', 'b')).exitCode, 0)
  const { exitCode, stderr } = await runThere('check', '--config', 'here.yaml')
  assert.deepEqual([exitCode, stderr], [78, '--config: Expected a readable file, got "here.yaml" (no such file)'])
})

test('a misspelt variable is a warning, with the one that was meant', async () => {
  const env = { EXABGP_HAPROXY_BAKEND: 'b', EXABGP_HAPROXY_COLOUR: 'red' }
  const { exitCode, stderr } = await run(['check', '--vip', '192.0.2.1', '--backend', 'b'], env)
  assert.equal(exitCode, 0)
  assert.deepEqual(stderr.split('\n').sort(), [
    'EXABGP_HAPROXY_BAKEND: warning: Expected the variable of a flag. Did you mean "EXABGP_HAPROXY_BACKEND"?',
    'EXABGP_HAPROXY_COLOUR: warning: Expected the variable of a flag, as EXABGP_HAPROXY_LOCAL_AS is for --local-as',
  ])
})

test('a flag that takes no value says so', async () => {
  const { exitCode, stderr } = await run(['check', '--probe=maybe', '--version=x'])
  assert.deepEqual(
    [exitCode, stderr.split('\n')],
    [78, ['--probe: Expected no value, got "maybe"', '--version: Expected no value, got "x"']],
  )
})

test('a misspelt command whose stdin is a pipe says both why it did nothing and why it waits, and ends with status 64', async () => {
  const child = new Child(['drian', '--all'], listeningExabgp)
  await child.waitForLog(/"drian" is no command \(did you mean "drain"\?\), and it waits because its stdin is a pipe, as under ExaBGP: /)
  assert.equal(child.process.exitCode, null)
  child.process.stdin?.end()
  assert.deepEqual(await child.exited, [64, null])
  assert.deepEqual(child.lines, [])
})

/** A program that is called so, and starts another one as ExaBGP does. */
const likeExabgp = ['bash', '-c', `exec -a exabgp bash -c '"$@"; exit $?' exabgp "$@"`, 'bash']

/** Such as Debian's /etc/init.d/exabgp. */
const script = (name: string): string => {
  const path = join(folder, name)
  writeFileSync(path, '#!/bin/sh\n"$@"\nexit $?\n', { mode: 0o755 })
  return path
}

for (const words of [
  ['check', '--vip', '192.0.2.1', '--backend', 'b'],
  ['--help'],
  ['run', '--version'],
  ['status', '--json'],
  ['drain', '--all'],
])
  test(`${words.join(' ')} in ExaBGP's configuration prints nothing, and does not end before ExaBGP does`, async () => {
    const child = new Child(words, listeningExabgp, {}, { within: likeExabgp })
    await child.waitForLog(/ ends at once, and ExaBGP stops when what it runs ends again and again, so it waits: /)
    assert.equal(child.process.exitCode, null)
    child.process.stdin?.end()
    assert.deepEqual(await child.exited, [64, null])
    assert.deepEqual(child.lines, [])
  })

test('a command in a script with pipes ends at once, be it called as ExaBGP is', async () => {
  const child = new Child(['check', '--vip', '192.0.2.1', '--backend', 'b'], listeningExabgp, {}, { within: [script('exabgp')] })
  assert.deepEqual(await child.exited, [0, null])
  assert.match(child.lines.join(), /valid/)
})

const name = fc.oneof(
  fc.constantFrom(
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    '_',
    '$0',
    'help',
    'version',
    'probe',
    'files',
    'sent',
    'get-yargs-completions',
    '',
  ),
  fc.constantFrom(...flagNames),
  fc.string({ maxLength: 6 }),
)
const text = fc.oneof(fc.constantFrom('', '-', '--', 'true', '1', '/', '/dev/null', '9.9.9.9', 'a=b', '{}'), fc.string({ maxLength: 8 }))
const word = fc
  .oneof(
    fc.tuple(name, text).map(([name, text]) => `--${name}=${text}`),
    name.map((name) => `--${name}`),
    name.map((name) => `-${name}`),
    text,
  )
  .map((word) => word.replaceAll('\u0000', ''))

test('whatever stands behind a command, it ends without a stack', async () => {
  const command = fc.constantFrom('check', 'explain', 'exabgp-conf', 'check')
  await fc.assert(
    fc.asyncProperty(command, fc.array(word, { maxLength: 4 }), (command, words) => endsWell([command, ...words])),
    { numRuns: 15 },
  )
})

test('whatever stands in the environment, it ends without a stack', async () => {
  const variable = fc.oneof(
    fc.constantFrom(...flagNames.map(variableOf)),
    fc.constantFrom('EXABGP_HAPROXY_', 'EXABGP_HAPROXY___PROTO__', 'EXABGP_HAPROXY_CONSTRUCTOR'),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        variable,
        text.map((one) => one.replaceAll('\u0000', '')),
        { maxKeys: 4 },
      ),
      (env) => endsWell(['check'], env),
    ),
    { numRuns: 10 },
  )
})

/** The record of a short run, each line as a value. */
const record = recordOf(new Simulation(config(), { statistics: () => snapshot('+'), exabgp: exabgp() }).until(3000), config()).map((line) =>
  JSON.parse(line),
)

test('of a record whose header has another shape, explain says so in one line, with status 65', async () => {
  const file = join(folder, 'record')
  const [header, ...events] = record
  for (const spoiled of [
    { ...header, config: { services: [] } },
    { ...header, state: { services: [] } },
    { ...header, time: 1e300 },
  ]) {
    writeFileSync(file, [spoiled, ...events].map((line) => JSON.stringify(line)).join('\n'))
    const { exitCode, stderr } = await run(['explain', file])
    assert.equal(exitCode, 65, JSON.stringify(spoiled).slice(0, 300))
    assert.match(stderr, /^\S*record(:\d+)?: Expected [^\n]*$/)
  }
})

test('of a FIFO, a device and a folder, explain says at once that it is no record, with status 65', async () => {
  const fifo = join(folder, 'fifo')
  await execa('mkfifo', [fifo])
  for (const [path, why] of [
    [fifo, 'no regular file'],
    ['/dev/zero', 'no regular file'],
    [folder, 'it is a folder'],
  ] as const) {
    const { exitCode, stderr } = await run(['explain', path])
    assert.deepEqual([exitCode, stderr], [65, `Expected a readable file, got "${path}" (${why})`])
  }
})

const json = fc.jsonValue({ maxDepth: 2 })
/** The same line with the value at some place replaced. */
const spoil = (value: unknown, path: readonly number[], by: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return by
  const entries = Object.entries(value)
  const at = step % Math.max(1, entries.length)
  const changed = entries.map(([key, one], index) => [key, index === at ? spoil(one, rest, by) : one] as const)
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed)
}

test('whatever is wrong in a record, explain ends without a stack', async () => {
  const file = join(folder, 'spoiled')
  const place = fc.tuple(fc.nat(Math.min(5, record.length - 1)), fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), json)
  await fc.assert(
    fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 2 }), async (places) => {
      const lines = [...record]
      for (const [line, path, by] of places) lines[line] = spoil(lines[line], path, by)
      writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))
      await endsWell(['explain', file])
    }),
    { numRuns: 15 },
  )
})
