// Which addresses does a machine have, on which a program puts VIPs, and what may never happen there?
import type { AddressChange } from '../../lib/engine/loopback-state.ts'
import { addressOf, type PutVip } from '../../lib/policy/managed-vips.ts'
import type { EventKind, Machine } from './simulation.ts'
import { exabgp } from './worlds.ts'

type Mood = {
  readonly afterMs?: number
  /** Why `ip` refuses, if it does. */
  readonly refuses?: (change: AddressChange['change']) => string | undefined
  /** Who else has a VIP. */
  readonly spares?: (vip: string) => string | undefined
  /** Nobody answers. */
  readonly silent?: boolean
}

/** Throws as soon as an address is announced that is not there, is taken away that is announced or not ours, or is put there before that is written down. */
export class MachineModel implements Machine {
  readonly addresses: Set<string>
  readonly announced: Set<string>
  /** What it did, in order. */
  readonly deeds: string[] = []
  /** What a successor would read. */
  written: readonly PutVip[]
  mood: Mood
  readonly #put = new Set<string>()

  constructor(
    addresses: readonly string[] = [],
    mood: Mood = {},
    before: { readonly written?: readonly PutVip[]; readonly announced?: readonly string[] } = {},
  ) {
    this.addresses = new Set(addresses)
    this.mood = mood
    this.written = before.written ?? []
    this.announced = new Set(before.announced)
    for (const { vip } of this.written) this.#put.add(vip)
  }

  /** What a look finds, at the moment when it is heard of. */
  look(): EventKind {
    const { addresses } = this
    return {
      type: 'addresses',
      get addresses() {
        return [...addresses].sort()
      },
    }
  }

  /** By a person. */
  takenByHand(vip: string): void {
    this.addresses.delete(addressOf(vip))
    this.#put.delete(vip)
  }

  keep(ours: readonly PutVip[]): void {
    this.written = ours
  }

  change(asking: AddressChange): ReturnType<Machine['change']> {
    if (this.mood.silent) return undefined
    const refusal = this.mood.refuses?.(asking.change)
    const spared = new Map(
      asking.vips.flatMap(({ vip }) =>
        asking.change === 'remove' && this.mood.spares?.(vip) ? [[vip, 'process 7 has it, too'] as const] : [],
      ),
    )
    const foreign: string[] = []
    if (refusal === undefined)
      for (const { vip } of asking.vips) {
        if (spared.has(vip)) continue
        if (asking.change === 'remove') this.#take(vip)
        else if (this.addresses.has(addressOf(vip))) foreign.push(vip)
        else this.#add(vip)
      }
    const refused = new Map(refusal === undefined ? [] : asking.vips.map(({ vip }) => [vip, refusal]))
    return { afterMs: this.mood.afterMs ?? 20, events: [this.look(), { type: 'addresses-changed', refused, spared, foreign }] }
  }

  /** As ExaBGP, which hears of routes. */
  readonly exabgp = (line: string): readonly string[] => {
    const vips = line.match(/[\d.:a-f]+\/\d+/g) ?? []
    if (line.startsWith('announce'))
      for (const vip of vips) {
        if (!this.announced.has(vip) && !this.addresses.has(addressOf(vip))) throw new Error(`${vip} is announced, and not there`)
        this.#did(`announce ${vip}`, !this.announced.has(vip))
        this.announced.add(vip)
      }
    if (line.startsWith('withdraw')) for (const vip of vips) this.#did(`withdraw ${vip}`, this.announced.delete(vip))
    return exabgp({ left: this.#left })(line)
  }

  get #left(): readonly string[] {
    return [...this.announced]
  }

  #add(vip: string): void {
    if (!this.written.some((one) => one.vip === vip)) throw new Error(`nobody would know that ${vip} is ours`)
    this.addresses.add(addressOf(vip))
    this.#put.add(vip)
    this.#did(`add ${vip}`)
  }

  #take(vip: string): void {
    if (this.announced.has(vip)) throw new Error(`${vip} is taken away, and announced`)
    if (!this.#put.has(vip)) throw new Error(`${vip} is taken away, and was not put there by us`)
    this.addresses.delete(addressOf(vip))
    this.#put.delete(vip)
    this.#did(`remove ${vip}`)
  }

  #did(deed: string, isNew = true): void {
    if (isNew) this.deeds.push(deed)
  }
}
