// How long after its start does the program say its first announcement, compared with an empty node and with `exabgp healthcheck`?
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { startAnnouncing } from './kit/answered.ts'
import type { Measure } from './kit/bench.ts'
import { healthcheckCommand, ourCommand } from './kit/commands.ts'
import { haproxyPreamble } from './kit/haproxy-preamble.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const node = await run.namespace('node')
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(configuration(haproxy.socket))
  await haproxy.start()

  const ours = ourCommand(haproxy.socket, { vip: '192.0.2.1/32', backend: 'b', rise: '1' })
  const peers = healthcheckCommand({ ip: '192.0.2.1/32', rise: '1' }, 'http://127.0.0.1:8000/')
  const samples: Record<'empty' | 'ours' | 'peers', number[]> = { empty: [], ours: [], peers: [] }
  const count = rounds(25, 10)
  for (let round = 0; round < count; round++) {
    say(`start: round ${round + 1} of ${count}`)
    samples.empty.push(await endMs(node))
    samples.ours.push(await announcementMs(node, ours))
    samples.peers.push(await announcementMs(node, peers))
  }
  const [floor, peer] = ['the floor: an empty node, to its end', 'exabgp healthcheck with curl, rise 1']
  const rows = [
    { subject: floor, samples: samples.empty },
    { subject: 'ours, rise 1', samples: samples.ours },
    { subject: peer, samples: samples.peers },
  ]
  return [{ title: 'from the start of the process to its first announcement', unit: 'ms', rows, floor, peer }]
}

const configuration = (socket: string): string => `${haproxyPreamble(socket)}
frontend f
  bind 127.0.0.1:8000
  default_backend b
backend b
  server s 127.0.0.1:8001
frontend web
  bind 127.0.0.1:8001
  http-request return status 200
`

const announcementMs = async (node: Namespace, command: readonly string[]): Promise<number> => {
  const started = performance.now()
  const child = await startAnnouncing(node, command, 1)
  const tookMs = performance.now() - started
  child.kill('SIGKILL')
  return tookMs
}

const endMs = async (node: Namespace): Promise<number> => {
  const started = performance.now()
  await node.exec(process.execPath, '-e', '0')
  return performance.now() - started
}
