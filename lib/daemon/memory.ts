// What does this process know of its predecessors, and what will its successors know of it?
import { setTimeout as delay } from 'node:timers/promises'
import type { Prefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import type { Others } from '../exabgp/former.ts'
import { startOfProcess } from '../io/living-process.ts'
import type { Logger } from '../io/logger.ts'
import { readStateFile, writeStateFile } from '../io/state-file.ts'
import { type Claim, claimsOf } from '../policy/shared-vips.ts'
import { decodeRemembered, encodeRemembered, type Remembered } from '../record/state-file.ts'
import { findOthers, lives } from './others.ts'

export type Memory = {
  /** VIPs that an earlier run may have announced and that are not configured any more. */
  readonly former: readonly Prefix[]
  /** Whether there may have been an earlier run. */
  readonly predecessor: boolean
  /** What other processes have, a moment from now. */
  readonly findOthers: () => Promise<Others>
  /** Writes down that of the former VIPs only these may still be announced. */
  readonly remember: (former: readonly string[]) => void
  /** Writes down what another configuration may announce, before it does; what this one announced is of an earlier run then. */
  readonly follow: (config: Config) => Promise<unknown>
}

/** How long a predecessor that was told to leave may take: ExaBGP 5.0 kills it after 2 s. */
const predecessorWithinMs = 2500
/** By then processes that are started together with this one have written down what they announce. */
const othersAfterMs = 5000

/** Where nobody is behind stdin, or no file is wanted. */
export const noMemory: Memory = {
  former: [],
  predecessor: true,
  findOthers: async () => ({ ok: false, reason: 'no state file is kept' }),
  remember: () => {},
  follow: async () => {},
}

type Say = (level: 'info' | 'warn', message: string) => void

/** Reads what the last run left and writes down what this one may announce, before it does. Whatever goes wrong is said once. */
export const recollect = async (path: string, config: Config, log: Logger): Promise<Memory> => {
  const say: Say = (level, message) => log({ level, message: `${path} ${message}`, fields: { event: 'state-file', file: path } })
  let vips = vipsOf(config)
  let routes = claimsOf(config)
  const left = await leftBehind(path, say)
  if (left === 'in use') return noMemory
  const former = without(left === 'first run' ? [] : left, vips)
  let gone = former
  let writing = write(path, [...vips, ...former], routes, say)
  // Where nothing can be written an earlier run could not either.
  const isFirst = (await writing) && left === 'first run'
  if (isFirst) say('info', 'is new, as after every boot: there is no earlier run whose VIPs could stay announced')
  return {
    former,
    predecessor: !isFirst,
    findOthers: () => delay(othersAfterMs).then(() => findOthers(path)),
    remember: (kept) => {
      gone = gone.filter(({ text }) => kept.includes(text))
      writing = writing.then(() => write(path, [...vips, ...gone], routes, say))
    },
    follow: (next) => {
      gone = without([...gone, ...vips], vipsOf(next))
      vips = vipsOf(next)
      routes = claimsOf(next)
      writing = writing.then(() => write(path, [...vips, ...gone], routes, say))
      return writing
    },
  }
}

const vipsOf = ({ services }: Config): readonly Prefix[] => services.flatMap((service) => service.vips)

const without = (vips: readonly Prefix[], others: readonly Prefix[]): readonly Prefix[] =>
  vips.filter(({ text }) => others.every((vip) => vip.text !== text))

const unknown = 'a VIP that an earlier run announced and that is no longer configured may stay announced'

const leftBehind = async (path: string, say: Say): Promise<readonly Prefix[] | 'in use' | 'first run'> => {
  const file = await readStateFile(path)
  if (file.kind === 'absent') return 'first run'
  if (file.kind === 'unreadable') say('warn', `cannot be read (${file.reason}): ${unknown}`)
  if (file.kind !== 'text') return []
  const read = decodeRemembered(file.text)
  if (!read.ok) {
    say('warn', `is broken (expected ${read.expected}) and replaced: ${unknown}`)
    return []
  }
  if (await hasLeft(read.value)) return read.value.vips
  say('warn', `is used by process ${read.value.pid}, which runs: ${unknown}; give each process a state-file of its own`)
  return 'in use'
}

// A process that ExaBGP replaces may be leaving still.
const hasLeft = async (writer: Remembered): Promise<boolean> => {
  for (let waitedMs = 0; await lives(writer); waitedMs += 20) {
    if (waitedMs >= predecessorWithinMs) return false
    await delay(20)
  }
  return true
}

// Resolves to whether it is written.
const write = async (path: string, vips: readonly Prefix[], routes: readonly Claim[], say: Say): Promise<boolean> => {
  const started = await startOfProcess(process.pid)
  const { pid, ppid: parent } = process
  const trouble = started === undefined ? 'no /proc' : await writeStateFile(path, encodeRemembered({ pid, started, vips, parent, routes }))
  if (trouble !== undefined)
    say(
      'warn',
      `cannot be written (${trouble}): if this process is killed and a VIP then leaves the configuration, that VIP stays announced`,
    )
  return trouble === undefined
}
