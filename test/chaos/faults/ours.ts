// What happens to our process, and to what it writes on?
import { rmSync, writeFileSync } from 'node:fs'
import { hasStandIn } from '../../e2e/kit/stand-in.ts'
import { alone, type Fault } from './fault.ts'
import { mayStart } from './starts.ts'

/** A process that starts has asked and judged everything once after so long. */
const startMs = 3000

/** What stands in for a process that dies soon after its start, the third within a minute, keeps the next one waiting so long. */
const heldBackMs = 23_000

const freeze: Fault = {
  weight: 3,
  lasts: [100, 6000],
  holds: ['ours'],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    const pid = world.ours()
    if (pid === undefined) return async () => {}
    const seen = oracle.spans('ours').begin(now())
    process.kill(pid, 'SIGSTOP')
    return async () => {
      signal(pid, 'SIGCONT')
      seen(now())
    }
  },
}

const kill: Fault = {
  weight: 1,
  lasts: [1, 2],
  holds: ['ours'],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    const pid = world.ours()
    if (pid === undefined || !mayStart(world)) return async () => {}
    oracle.spans('ours').add(now(), now() + startMs + (hasStandIn(pid) ? heldBackMs : 0))
    signal(pid, 'SIGKILL')
    return async () => {}
  },
}

const fillDisk: Fault = {
  weight: 2,
  lasts: [1000, 12_000],
  targets: alone,
  begin: async ({ world }) => {
    const path = world.onDisk('fill')
    if (path === undefined) return async () => {}
    try {
      writeFileSync(path, Buffer.alloc(2 ** 20))
    } catch {
      // It is full.
    }
    return async () => rmSync(path, { force: true })
  },
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone.
  }
}

export const ourFaults = {
  'our process frozen': freeze,
  'our process killed': kill,
  'disk full': fillDisk,
} satisfies Record<string, Fault>
