// What happens in HAProxy, as one of its event rings tells it from moment to moment?
import type { RingOutcome, RingReport, RingTrouble } from '../haproxy/ring.ts'
import type { SocketAddress } from './haproxy-socket.ts'
import { openRingConnection } from './ring-connection.ts'

type RingListener = {
  /** Something has happened in HAProxy; `agoMs`: how long ago, where its clock tells. */
  readonly onHint: (agoMs: number | undefined) => void
  /** What became of an attempt to follow, or that one ended; what happened while nobody listened is not told. */
  readonly onReport: (report: RingReport) => void
}

/** `most`: where doubling it after every failure ends. `unavailable`: a configuration of HAProxy that does not permit it rarely changes. */
const againAfterMs = { first: 100, most: 5000, unavailable: 60_000 }

/** Follows a ring for as long as it lives, on one connection after another. */
export class RingFollower {
  readonly #address: SocketAddress
  readonly #ring: string
  readonly #listener: RingListener
  #leave: () => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #following = false
  #failures = 0

  constructor(address: SocketAddress, ring: string, listener: RingListener) {
    this.#address = address
    this.#ring = ring
    this.#listener = listener
    this.#connect()
  }

  /** Follows the process of HAProxy that answers now, whichever was followed before. */
  renew(): void {
    this.stop()
    this.#connectAfter(againAfterMs.first)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#leave()
  }

  #connect(): void {
    this.#following = false
    this.#leave = openRingConnection(this.#address, this.#ring, {
      onFollowing: (pid) => {
        this.#following = true
        this.#failures = 0
        this.#listener.onReport({ kind: 'following', pid })
      },
      onEvents: (stamp) => this.#listener.onHint(stamp === undefined ? undefined : since(stamp)),
      onEnd: (end) => {
        if (end.kind === 'stopping' || (end.kind === 'lost' && this.#following)) this.#return()
        else this.#fail(end)
      },
    })
  }

  // Whether anything is lost shows when nobody answers the next time.
  #return(): void {
    this.#connectAfter(againAfterMs.first)
    this.#listener.onReport({ kind: 'ended' })
  }

  #fail(trouble: RingTrouble): void {
    const patienceMs = Math.min(againAfterMs.first * 2 ** this.#failures, againAfterMs.most)
    this.#failures += 1
    this.#connectAfter(trouble.kind === 'unavailable' ? againAfterMs.unavailable : patienceMs)
    this.#listener.onReport(trouble)
  }

  #connectAfter(ms: number): void {
    this.#timer = setTimeout(() => this.#connect(), ms)
  }
}

/** A HAProxy elsewhere may have another time. */
const mostAgoMs = 10_000

const since = (stamp: string): number | undefined => {
  const agoMs = Math.max(0, Date.now() - Date.parse(stamp))
  return agoMs <= mostAgoMs ? agoMs : undefined
}

/** What becomes of one attempt. */
export const tryRing = (address: SocketAddress, ring: string): Promise<RingOutcome> =>
  new Promise((resolve) => {
    const leave = openRingConnection(address, ring, {
      onFollowing: (pid) => {
        leave()
        resolve({ kind: 'following', pid })
      },
      onEvents: () => {},
      onEnd: (end) => resolve(end.kind === 'stopping' ? { kind: 'lost', reason: 'HAProxy is being stopped or reloaded' } : end),
    })
  })
