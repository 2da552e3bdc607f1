// How long after its start does the program say its first announcement, compared with an empty node?
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const rounds = 25
const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))

/** Milliseconds from the start of node until the pattern stands on stdout, or else until it ends. */
const timeOf = (args: readonly string[], pattern: RegExp, answers: (line: string) => readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] })
    const finish = () => {
      resolve(performance.now() - started)
      child.kill('SIGKILL')
    }
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      if (pattern.test(text)) finish()
      else for (const line of text.trimEnd().split('\n')) for (const answer of answers(line)) child.stdin.write(`${answer}\n`)
    })
    child.stdin.on('error', () => {})
    child.on('exit', finish)
  })

const exabgp = (line: string): readonly string[] => (line === 'system version' ? ['exabgp 4.2.21', 'done'] : ['done'])

const folder = await mkdtemp(join(tmpdir(), 'exabgp-haproxy-bench-'))
const web = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1')
await once(web, 'listening')
const { port } = web.address() as AddressInfo
const stats = join(folder, 'stats.sock')
const haproxyConfig = `global
  stats socket ${stats} mode 600 level user
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
backend b
  server s1 127.0.0.1:${port} check inter 100ms
`
await writeFile(join(folder, 'haproxy.cfg'), haproxyConfig)
const haproxy = spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' })
await delay(1000) // HAProxy has checked its server many times by now

const flags = ['--vip', '192.0.2.1/32', '--backend', 'b', '--stats', stats, '--rise', '1']
const empty: number[] = []
const ours: number[] = []
for (let round = 0; round < rounds; round++) {
  empty.push(await timeOf(['-e', '0'], /$^/, () => []))
  ours.push(await timeOf([program, ...flags], /^announce route/m, exabgp))
}

const median = (times: readonly number[]): number =>
  [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN
const [floor, first] = [median(empty), median(ours)]
process.stdout.write(`medians of ${rounds} rounds in turn, Node ${process.version}
  an empty node, from start to end            ${floor.toFixed(0).padStart(5)} ms
  start to the first announcement             ${first.toFixed(0).padStart(5)} ms
  more than an empty node                     ${(first - floor).toFixed(0).padStart(5)} ms (at most 150)
`)

haproxy.kill()
web.close()
await rm(folder, { recursive: true })
process.exitCode = first - floor <= 150 ? 0 : 1
