// How long after HAProxy's state has changed do we say so, when its events are followed?
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const rounds = 200
const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'exabgp-haproxy-bench-'))
const stats = join(folder, 'stats.sock')
const haproxyConfig = `global
  stats socket ${stats} mode 600 level admin
  stats maxconn 32
ring health
  format timed
  size 65536
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
backend b
  log ring@health local0 notice
  server s1 127.0.0.1:9
`
await writeFile(join(folder, 'haproxy.cfg'), haproxyConfig)
const haproxy = spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' })
await delay(500)

/** Milliseconds since 1970, to the microsecond, as HAProxy stamps its events. */
const now = (): number => performance.timeOrigin + performance.now()
const stampIn = (event: string): number => Date.parse(event.slice(0, 23) + event.slice(26)) + Number(event.slice(23, 26)) / 1000

const tell = async (line: string, onText: (text: string) => void = () => {}): Promise<Socket> => {
  const socket = connect(stats)
  await once(socket, 'connect')
  socket
    .setEncoding('latin1')
    .on('data', onText)
    .on('error', () => {})
    .write(`${line}\n`)
  return socket
}

type Round = { changed: number; heard: number; said: number }

let round: Round = { changed: 0, heard: 0, said: 0 }
let onStep: () => void = () => {}
const until = async (reached: () => boolean): Promise<void> => {
  while (!reached()) await new Promise<void>((resolve) => (onStep = resolve))
}

const events = await tell('set timeout cli 86400;show events health -w -n', (text) => {
  const stamp = /^<\d>(\S+) Server b\/s1 is going DOWN/m.exec(text)?.[1]
  if (stamp !== undefined) round = { ...round, changed: stampIn(stamp), heard: now() }
  onStep()
})

let announced = false
const flags = ['--vip', '192.0.2.1/32', '--backend', 'b', '--stats', stats, '--events', 'health', '--interval', '30s', '--rise', '1']
const ours = spawn(process.execPath, [program, ...flags], { stdio: ['pipe', 'pipe', 'ignore'] })
ours.stdout.setEncoding('latin1').on('data', (text: string) => {
  if (/^withdraw/m.test(text)) round = { ...round, said: now() }
  announced = /^announce/m.test(text) || (announced && !/^withdraw/m.test(text))
  for (const line of text.trimEnd().split('\n')) ours.stdin.write(line === 'system version' ? 'exabgp 4.2.21\ndone\n' : 'done\n')
  onStep()
})

const measured: Round[] = []
for (let count = 0; count < rounds; count++) {
  await until(() => announced)
  await delay(50 + (count % 10)) // so that no round begins in step with another
  round = { changed: 0, heard: 0, said: 0 }
  await tell('set server b/s1 state maint')
  await until(() => round.heard > 0 && round.said > 0)
  measured.push(round)
  await tell('set server b/s1 state ready')
}

const row = (what: string, times: readonly number[]): string => {
  const sorted = [...times].sort((one, other) => one - other)
  const [median, p99, longest] = [0.5, 0.99, 1].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return `  ${what.padEnd(48)}${[median, p99, longest].map((time) => (time ?? 0).toFixed(2).padStart(8)).join('')} ms\n`
}
process.stdout.write(`p50, p99 and longest of ${rounds} rounds, Node ${process.version}
${row(
  "HAProxy's state change to its own event",
  measured.map(({ changed, heard }) => heard - changed),
)}\
${row(
  "HAProxy's state change to our withdraw line",
  measured.map(({ changed, said }) => said - changed),
)}`)

events.destroy()
for (const child of [ours, haproxy]) child.kill()
await Promise.all([ours, haproxy].map((child) => once(child, 'exit')))
await rm(folder, { recursive: true })
