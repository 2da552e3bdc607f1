// How long after its start does the program say its first announcement, compared with an empty node and with `exabgp healthcheck`?
import { type ChildProcess, spawn } from 'node:child_process'
import { builtProgram } from '../e2e/kit/built-program.ts'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Measure } from './kit/bench.ts'
import { healthcheckCommand } from './kit/commands.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const node = await run.namespace('node')
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(configuration(haproxy.socket))
  await haproxy.start()

  const ours = [process.execPath, builtProgram, '--vip', '192.0.2.1/32', '--backend', 'b', '--stats', haproxy.socket, '--rise', '1']
  const peers = healthcheckCommand({ ip: '192.0.2.1/32', rise: '1' }, 'http://127.0.0.1:8000/')
  const inside = (command: readonly string[]) => ['ip', 'netns', 'exec', node.fullName, ...command]
  const samples: Record<'empty' | 'ours' | 'peers', number[]> = { empty: [], ours: [], peers: [] }
  const count = rounds(50, 10)
  for (let round = 0; round < count; round++) {
    say(`start: round ${round + 1} of ${count}`)
    samples.empty.push(await timeOf(inside([process.execPath, '-e', '0']), 'its end'))
    samples.ours.push(await timeOf(inside(ours)))
    samples.peers.push(await timeOf(inside(peers)))
  }
  const [floor, peer] = ['the floor: an empty node, to its end', 'exabgp healthcheck with curl, rise 1']
  const rows = [
    { subject: floor, samples: samples.empty },
    { subject: 'ours, rise 1', samples: samples.ours },
    { subject: peer, samples: samples.peers },
  ]
  return [{ title: 'from the start of the process to its first announcement', unit: 'ms', rows, floor, peer }]
}

const configuration = (socket: string): string => `global
  stats socket ${socket} mode 600 level user
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend f
  bind 127.0.0.1:8000
  default_backend b
backend b
  server s 127.0.0.1:8001
frontend web
  bind 127.0.0.1:8001
  http-request return status 200
`

/** Milliseconds from the start until a line matches, or until it ends where that is what is waited for. */
const timeOf = (command: readonly string[], pattern: RegExp | 'its end' = /^announce /m): Promise<number> =>
  new Promise((resolve, reject) => {
    const [file = '', ...words] = command
    const started = performance.now()
    const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'ignore'] })
    const finish = (): void => {
      resolve(performance.now() - started)
      child.kill('SIGKILL')
    }
    child.stdin.on('error', () => {})
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      if (pattern !== 'its end' && pattern.test(text)) finish()
      else answer(child, text)
    })
    child.once('exit', () =>
      pattern === 'its end' ? finish() : reject(new Error(`Expected ${command.join(' ')} to announce, but it ended`)),
    )
  })

/** As ExaBGP would. */
const answer = ({ stdin }: ChildProcess, text: string): void => {
  for (const line of text.trimEnd().split('\n')) stdin?.write(line === 'system version' ? 'exabgp 4.2.21\ndone\n' : 'done\n')
}
