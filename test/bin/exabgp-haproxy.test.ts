// What does the command line answer by itself, and when does it keep stdout clean?
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { commands } from '../../lib/config/flags/arguments.ts'
import { flagNames } from '../../lib/config/flags/flags.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { temporaryFolder } from '../folder.ts'

const cli = join(import.meta.dirname, '../../bin/exabgp-haproxy.ts')

const run = (...args: readonly string[]) =>
  execa(process.execPath, ['--import', 'tsx', cli, ...args], { reject: false, stdin: 'ignore', timeout: 20_000 })

test('--version prints the version and nothing else', async () => {
  const { stdout, exitCode } = await run('--version')
  assert.deepEqual([stdout, exitCode], [packageJson.version, 0])
})

test('--help lists every command and starts none', async () => {
  const { stdout, exitCode } = await run('--help')
  assert.equal(exitCode, 0)
  for (const words of [
    'exabgp-haproxy run',
    'exabgp-haproxy check',
    'exabgp-haproxy exabgp-conf',
    '--vip',
    '--log-format',
    'EXABGP_HAPROXY_',
  ])
    assert.ok(stdout.includes(words), words)
})

test('--help shows every flag under one heading, with three examples, and no type of a value', async () => {
  const { stdout } = await run('--help')
  const titles = stdout.match(/^[A-Z][\w ]+:$/gm)
  assert.deepEqual(titles, [
    'Commands:',
    'Service:',
    'Checks:',
    'What is announced:',
    'Timing:',
    'HAProxy:',
    'ExaBGP:',
    'Logging:',
    'Options:',
    'Examples:',
  ])
  for (const name of flagNames) assert.equal(stdout.match(new RegExp(`^ +--${name} `, 'gm'))?.length, 1, name)
  assert.doesNotMatch(stdout, /\[string\]/)
  assert.equal(stdout.slice(stdout.indexOf('Examples:')).match(/^ {2}exabgp-haproxy /gm)?.length, 3)
})

test('without a word, a variable and ExaBGP it says what to type next', async () => {
  const { stdout, stderr, exitCode } = await run()
  assert.deepEqual([stdout, exitCode], ['', 78])
  assert.match(stderr, /^Nothing to announce is configured\. Next:\n {2}exabgp-haproxy --vip /)
})

test('the word help and the flags --help and -h ask the same, also after a command', async () => {
  const [flag, word, letter, ofCheck] = await Promise.all([run('--help'), run('help'), run('-h'), run('check', '--help')])
  assert.equal((await run('help', 'check')).stdout, ofCheck.stdout)
  assert.equal(word.stdout, flag.stdout)
  assert.equal(letter.stdout, flag.stdout)
  assert.match(ofCheck.stdout, /^exabgp-haproxy check\n.*--strict/s)
})

test('a word that is no command is a mistake, and the command that was meant is named', async () => {
  const { stdout, stderr, exitCode } = await run('chek', '--vip', '192.0.2.1/32', '--backend', 'b')
  assert.equal(stdout, '')
  assert.match(stderr, /Expected flags, or one of the commands run, check, .+, got "chek"\. Did you mean "check"\?/)
  assert.equal(exitCode, 78)
})

test('what is missing because a word was misspelt is no second mistake', async () => {
  for (const [words, said] of [
    [['check', '--config'], /^--config: Expected a value, got nothing$/m],
    [['chek'], /got "chek"\. Did you mean "check"\?/],
    [['check', '--vpi', '192.0.2.1/32'], /^--vpi: Expected a known flag\. Did you mean "--vip"\?$/m],
    [['check', 'web.yaml'], /^Expected flags only, got "web\.yaml"\. Did you mean "--config web\.yaml"\?$/m],
    [['version'], /got "version"\. Did you mean "--version"\?/],
  ] as const) {
    const { stderr, exitCode } = await run(...words)
    assert.match(stderr, said)
    assert.doesNotMatch(stderr, /at least one|got neither/)
    assert.equal(exitCode, 78)
  }
})

test('a mistake in a flag or a value of an order is told, with its flag, before a process is looked for', async () => {
  const noFile = '--config: Expected no file: the running process reads the one that it was started with'
  for (const [words, said] of [
    [['drain', 'web', '--expire', '5x'], '--expire: Expected a duration such as 2h or 3d, or a time such as 2026-11-30T18:00Z, got "5x"'],
    [
      ['drain', 'web', '--for', '5 s', '--until', 'idel'],
      `--for: Expected a duration such as 200ms, 1s or 5m, from 0s to 24h, got "5 s". Did you mean "5s"?\n--until: Expected idle, got "idel"`,
    ],
    [['drain', 'web', '--wait', '5x'], '--wait: Expected a duration such as 200ms, 1s or 5m, from 0s to 24h, got "5x"'],
    [['reload', '--revert-in', '5x'], '--revert-in: Expected a duration such as 200ms, 1s or 5m, from 1s to 24h, got "5x"'],
    [['reload', '--abort-on', 'down'], '--abort-on: Expected worse, got "down"'],
    [['reload', '--revert-in', '-5m'], '--revert-in: Expected a duration such as 200ms, 1s or 5m, from 1s to 24h, got "-5m"'],
    [['drain', 'web', '--reason', 'a'.repeat(70_000)], `--reason: Expected at most 500 characters, got "${'a'.repeat(59)}…"`],
    [['drain', 'web', '--process', ''], '--process: Expected a name, got nothing'],
    [['reload', '--socket', ''], '--socket: Expected a path, got nothing'],
    [['reload', '--config', '/a.yaml'], noFile],
    [['drain', 'web', '--config', '/a.yaml'], noFile],
    [['drain', '--all', '--neighbor', '192.0.2.1'], '--neighbor: Expected a known flag, as --help lists them'],
    [['drain', 'web', '--timeout', '30s'], '--timeout: Expected a known flag, as --help lists them'],
    [['resume', '--all', '--vip', '192.0.2.1'], '--vip: Expected a known flag, as --help lists them'],
    [['check-now', '--proces', 'web'], '--proces: Expected a known flag. Did you mean "--process"?'],
  ] as const)
    assert.deepEqual(await run(...words).then(({ stderr, exitCode }) => [stderr, exitCode]), [said, 2])
})

test('a negative duration is a wrong value, however it is joined to its flag', async () => {
  for (const words of [['--interval', '-5s'], ['--interval=-5s']]) {
    const { stderr, exitCode } = await run('check', '--vip', '192.0.2.1', '--backend', 'b', ...words)
    assert.deepEqual([stderr, exitCode], ['--interval: Expected a duration such as 200ms, 1s or 5m, from 1ms to 24h, got "-5s"', 78])
  }
})

test('a flag of a command that stands before it says that the command comes first', async () => {
  for (const [words, said] of [
    [['--probe', 'check', '--vip', '192.0.2.1', '--backend', 'b'], '--probe: Expected the command first. Did you mean "check --probe"?'],
    [['--all', 'drain'], '--all: Expected the command first. Did you mean "drain --all"?'],
  ] as const) {
    const { stderr, exitCode } = await run(...words)
    assert.ok(stderr.endsWith(said), stderr)
    assert.equal(exitCode, 78)
  }
})

test('what status cannot understand is told with what was meant; for a monitoring system on stdout', async () => {
  const wait = '--wait: Expected no value, got "2m". Did you mean "--wait --timeout 2m"?'
  const unknown = 'EXABGP-HAPROXY UNKNOWN - '
  for (const [words, stdout, stderr] of [
    [['--wait', '2m'], '', wait],
    [['--wait=2m'], '', wait],
    [['--socket', ''], '', '--socket: Expected a path, got nothing'],
    [['--plugin', '--bogus'], `${unknown}--bogus: Expected a known flag, as --help lists them`, ''],
    [['--plugin', '--wait'], `${unknown}--plugin: Expected no --plugin beside --wait`, ''],
    [['--plugin', '--exit-zero=1'], `${unknown}--exit-zero: Expected no value, got "1"`, ''],
  ] as const) {
    const answer = await run('status', ...words)
    assert.deepEqual([answer.stdout, answer.stderr, answer.exitCode], [stdout, stderr, 3])
  }
})

test('--help of a command begins with what the command takes itself', async () => {
  for (const command of ['check', 'explain', 'hooks', 'doctor']) {
    const { stdout } = await run(command, '--help')
    const headings = stdout.split('\n').filter((line) => /^[A-Z].*:$/.test(line) && line !== 'Positionals:')
    assert.deepEqual(headings.slice(0, 2), ['This command:', 'Service:'], command)
  }
})

test('mistakes on the command line end in status 78, all of them on stderr', async () => {
  const { stdout, stderr, exitCode } = await run(
    '--vip',
    '--backend',
    'b',
    '--bakend=c',
    '--rise',
    '1',
    '--rise',
    '2',
    '--prepend',
    '1e1',
    '--no-stats',
  )
  assert.equal(stdout, '')
  for (const problem of [
    '--vip: Expected a value, got nothing',
    '--bakend: Expected a known flag. Did you mean "--backend"?',
    '--rise: Expected one value, got "1" and "2"',
    '--prepend: Expected a number from 0 to 32, got "1e1"',
    '--no-stats: Expected a known flag',
  ]) {
    assert.ok(stderr.includes(problem), `${problem}\n---\n${stderr}`)
  }
  assert.equal(exitCode, 78)
})

test('the program starts Node with threads enough for files that hang, unless the environment says how many, and enough', async () => {
  const built = join(import.meta.dirname, '../../dist/exabgp-haproxy.js')
  const folder = temporaryFolder()
  try {
    writeFileSync(join(folder, 'node'), '#!/bin/sh\necho "$UV_THREADPOOL_SIZE"\n', { mode: 0o755 })
    const started = async (env: Readonly<Record<string, string>>) =>
      (await execa(built, { stdin: 'ignore', env: { PATH: `${folder}:${process.env.PATH}`, ...env }, extendEnv: false })).stdout
    assert.equal(await started({}), '16')
    for (const enough of ['4', '5', '64']) assert.equal(await started({ UV_THREADPOOL_SIZE: enough }), enough)
    for (const few of ['', '0', '1', '-3', 'none']) assert.equal(await started({ UV_THREADPOOL_SIZE: few }), '16')
  } finally {
  }
})

test('the file that must not import anything knows every command that ExaBGP does not run', () => {
  const source = readFileSync(join(import.meta.dirname, '../../bin/exabgp-haproxy.ts'), 'utf8')
  const [, list = ''] = /^const beside = \[([^\]]*)\]/m.exec(source) ?? []
  const names = [...list.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name)
  assert.deepEqual(names.sort(), commands.filter((command) => command !== 'run').sort())
})
