// What does a person see who runs the program in a terminal?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const program = join(import.meta.dirname, '../../dist/exabgp-haproxy.js')
const paintStart = '\u001b['

/** Runs the words with stdin, stdout and stderr on one terminal of their own, until what is on the screen matches; gives the screen. */
const screenOf = (words: string, isComplete: RegExp, env: Readonly<Record<string, string>> = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const command = `exec ${process.execPath} ${program} ${words}`
    // Node colours nothing where CI is set.
    const { NO_COLOR: _, CI: __, ...around } = process.env
    const child = spawn('timeout', ['30', 'script', '--quiet', '--flush', '--command', command, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...around, TERM: 'xterm', ...env },
    })
    let screen = ''
    child.on('error', reject)
    child.stdout.on('data', (bytes) => {
      screen += bytes
      if (isComplete.test(screen)) child.kill()
    })
    child.on('exit', () => (isComplete.test(screen) ? resolve(screen) : reject(new Error(`never seen: ${isComplete}\n${screen}`))))
  })

// The service goes up and, after a refresh that would have repeated it, down.
const flapping = `--vip 192.0.2.1 --command 'test $(($(date +%s) / 3 % 2)) = 0' --rise 1 --fall 1 --interval 200ms --refresh 1s`

test('it says that it speaks to nobody, each command stands there once, and what is wrong is coloured', async () => {
  const screen = await screenOf(flapping, /^(?=[\s\S]*announce route[\s\S]*withdraw route)(?=[\s\S]*33mexabgp-haproxy warn: main: down)/)
  assert.match(screen, /runs without ExaBGP: what it would get is printed on stdout, and nothing is announced/)
  const upToWithdraw = screen.slice(screen.indexOf('announce route'))
  assert.equal(upToWithdraw.match(/announce route 192\.0\.2\.1\/32 next-hop self/g)?.length, 1, screen)
  assert.doesNotMatch(screen, /sent: /)
  assert.ok(screen.includes(`${paintStart}1mannounce route`), 'a command is bold')
  assert.ok(screen.includes(`${paintStart}33mexabgp-haproxy warn: main: down`), 'a warning is yellow')
})

test('with NO_COLOR nothing is coloured', async () => {
  const screen = await screenOf(flapping, /announce route/, { NO_COLOR: '1' })
  assert.ok(!screen.includes(paintStart), JSON.stringify(screen))
})
