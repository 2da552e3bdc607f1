// What do a thousand services over ten thousand servers cost, and what does one, when nothing happens?
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

type Size = { readonly services: number; readonly backends: number; readonly servers: number }
type Goal = { readonly ours: number; readonly haproxys: number; readonly megabytes: number }

const sizes: readonly (Size & { readonly goal: Goal })[] = [
  { services: 1, backends: 1, servers: 3, goal: { ours: 0.5, haproxys: 2, megabytes: 65 } },
  { services: 1000, backends: 100, servers: 10_000, goal: { ours: 3, haproxys: 2, megabytes: 110 } },
]
const settlesMs = 8000
const measuredMs = 20_000
const ticksPerSecond = 100
const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))

const list = <Item>(length: number, make: (index: number) => Item): readonly Item[] => Array.from({ length }, (_, index) => make(index))

// Servers without a check, so that HAProxy itself has nothing to do.
const haproxyConfig = (folder: string, { backends, servers }: Size): string => `global
  stats socket ${folder}/stats.sock mode 600 level user
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
${list(backends, (backend) => `backend b${backend}\n${list(servers / backends, (server) => `  server s${server} 127.0.0.1:9\n`).join('')}`).join('')}`

const ourConfig = (folder: string, { services, backends }: Size): string => `haproxy: {stats: ${folder}/stats.sock}
exabgp: {state-file: off}
defaults: {interval: 1s}
services:
${list(services, (index) => `  s${index}: {vips: [10.9.${index >> 8}.${index % 256}/32], checks: [{backend: b${index % backends}}]}\n`).join('')}`

const startHaproxy = async (folder: string): Promise<ChildProcess> => {
  const haproxy = spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' })
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(join(folder, 'stats.sock'), () => resolve(true))
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
    })
  while (!(await answers())) await delay(50)
  return haproxy
}

/** An ExaBGP that takes everything at once. */
const startOurs = (folder: string): ChildProcess => {
  const ours = spawn(process.execPath, [program, '--config', join(folder, 'services.yaml')], { stdio: ['pipe', 'pipe', 'ignore'] })
  ours.stdout.setEncoding('latin1').on('data', (text: string) => {
    for (const line of text.trimEnd().split('\n')) ours.stdin.write(line === 'system version' ? 'exabgp 4.2.21\ndone\n' : 'done\n')
  })
  return ours
}

/** Seconds of CPU (proc(5), utime and stime), and resident memory. */
const usageOf = async ({ pid }: ChildProcess): Promise<{ cpuSeconds: number; megabytes: number }> => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'latin1')).replace(/^.*\) /, '').split(' ')
  const resident = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1]
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond, megabytes: Number(resident) / 1024 }
}

const measure = async (size: Size) => {
  const folder = await mkdtemp(join(tmpdir(), 'exabgp-haproxy-bench-'))
  await writeFile(join(folder, 'haproxy.cfg'), haproxyConfig(folder, size))
  await writeFile(join(folder, 'services.yaml'), ourConfig(folder, size))
  const haproxy = await startHaproxy(folder)
  const ours = startOurs(folder)
  await delay(settlesMs)
  const before = await Promise.all([ours, haproxy].map(usageOf))
  await delay(measuredMs)
  const after = await Promise.all([ours, haproxy].map(usageOf))
  for (const child of [ours, haproxy]) child.kill('SIGKILL')
  await Promise.all([ours, haproxy].map((child) => once(child, 'exit')))
  await rm(folder, { recursive: true })
  const share = (index: number) => (((after[index]?.cpuSeconds ?? 0) - (before[index]?.cpuSeconds ?? 0)) / measuredMs) * 100_000
  return { ours: share(0), haproxys: share(1), megabytes: after[0]?.megabytes ?? 0 }
}

process.stdout.write(`CPU over ${measuredMs / 1000} s at an interval of 1 s, Node ${process.version}; what is aimed at in brackets\n`)
for (const size of sizes) {
  const { ours, haproxys, megabytes } = await measure(size)
  process.stdout.write(`  ${size.services} services, ${size.backends} backends, ${size.servers} servers
    this program          ${ours.toFixed(2).padStart(7)} % of a core  (${size.goal.ours})
                          ${megabytes.toFixed(1).padStart(7)} MB         (${size.goal.megabytes})
    HAProxy               ${haproxys.toFixed(2).padStart(7)} % of a core  (${size.goal.haproxys})
`)
}
