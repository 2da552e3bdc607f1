// How are VIPs put on this machine, and how does a successor know which are ours?
import type { AddressChange } from '../engine/loopback-state.ts'
import type { Others } from '../exabgp/former.ts'
import { changeAddresses } from '../io/ip-address.ts'
import type { Logger } from '../io/logger.ts'
import { ownAddresses } from '../io/own-addresses.ts'
import { readStateFile } from '../io/state-file.ts'
import { addressOf, type PutVip } from '../policy/managed-vips.ts'
import { decodePutVips, encodePutVips } from '../record/put-addresses.ts'
import { NewestFile } from './newest-file.ts'
import { findOthers } from './others.ts'
import type { Happening } from './performers.ts'

type ChangeOutcome = Extract<Happening, { readonly type: 'addresses-changed' }>

/** `place`: the state file, beside which it is written down what is ours; without one a successor takes nothing away. */
export class Loopback {
  readonly #place: string | undefined
  readonly #file: NewestFile<readonly PutVip[]> | undefined
  readonly #say: (message: string) => void

  constructor(place: string | undefined, log: Logger) {
    this.#place = place
    this.#say = (message) => log({ level: 'warn', message, fields: { event: 'addresses-file' } })
    this.#file =
      place === undefined
        ? undefined
        : new NewestFile(fileOf(place), {
            encode: encodePutVips,
            tell: (trouble) => {
              if (trouble !== undefined)
                this.#say(`${fileOf(place)} cannot be written (${trouble}): if this process is killed, ${unknownOurs}`)
            },
          })
  }

  /** What an earlier run has put there. */
  async left(): Promise<readonly PutVip[]> {
    if (this.#place === undefined) return []
    const file = await readStateFile(fileOf(this.#place))
    if (file.kind === 'absent') return []
    const read = file.kind === 'text' ? decodePutVips(file.text) : undefined
    if (read?.ok) return read.value
    this.#say(`${file.path} cannot be read (${file.kind === 'unreadable' ? file.reason : 'it is broken'}): ${unknownOurs}`)
    return []
  }

  keep(ours: readonly PutVip[]): void {
    this.#file?.write(ours)
  }

  /** Resolves once everything so far is written down, or cannot be. */
  async flushed(): Promise<void> {
    await this.#file?.written()
  }

  async change({ change, vips }: AddressChange): Promise<ChangeOutcome> {
    await this.flushed()
    return change === 'add' ? put(vips) : take(vips, this.#place)
  }
}

const unknownOurs = 'VIPs that an earlier run has put on this machine are not taken away'

const fileOf = (place: string): string => `${place.replace(/\.json$/, '')}.addresses`

// A VIP that came since the last look is left as it is.
const put = async (vips: readonly PutVip[]): Promise<ChangeOutcome> => {
  const look = ownAddresses()
  if (!look.ok) return outcome({ refused: new Map(vips.map(({ vip }) => [vip, `nobody can look what is there: ${look.reason}`])) })
  const there = new Set(look.addresses)
  const absent = vips.filter(({ vip }) => !there.has(addressOf(vip)))
  const foreign = vips.filter((one) => !absent.includes(one)).map(({ vip }) => vip)
  if (absent.length === 0) return outcome({ foreign })
  const { refused, already } = await changeAddresses('add', absent)
  return outcome({ refused, foreign: [...foreign, ...already] })
}

// What is gone already is gone.
const take = async (vips: readonly PutVip[], place: string | undefined): Promise<ChangeOutcome> => {
  const others: Others = place === undefined ? { ok: false, reason: 'no state file is kept' } : await findOthers(place)
  const spared = new Map(
    vips.flatMap(({ vip }) => {
      if (!others.ok) return [[vip, others.reason] as const]
      const pid = others.vips.get(vip)
      return pid === undefined ? [] : [[vip, `process ${pid} has it, too`] as const]
    }),
  )
  const free = vips.filter(({ vip }) => !spared.has(vip))
  const { refused } = free.length === 0 ? { refused: new Map<string, string>() } : await changeAddresses('del', free)
  return outcome({ refused, spared })
}

const outcome = (own: Partial<Omit<ChangeOutcome, 'type'>>): ChangeOutcome => ({
  type: 'addresses-changed',
  refused: new Map(),
  spared: new Map(),
  foreign: [],
  ...own,
})
