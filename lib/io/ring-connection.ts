// What comes over one connection that follows an event ring, from its beginning to its end?
import { connect } from 'node:net'
import { statisticsPlace } from '../config/values/stats-address.ts'
import { endOfRing, nothingRead, type RingTrouble, readRing, ringRequest } from '../haproxy/ring.ts'
import { isAtHand, whyDead } from './dead-socket.ts'
import { hung } from './failure.ts'
import { connectFailure, connectOptions, type SocketAddress } from './haproxy-socket.ts'

type RingConnectionListener = {
  /** From now on every event is heard. */
  readonly onFollowing: (pid: number) => void
  /** `stamp`: when the first of them happened, as HAProxy writes it. */
  readonly onEvents: (stamp: string | undefined) => void
  /** Said once, and the last of all. `stopping`: the process that was followed stops, as after a reload. */
  readonly onEnd: (end: { readonly kind: 'stopping' } | RingTrouble) => void
}

/** How long HAProxy may take to say who it is. */
const answerWithinMs = 1000

/** A refusal comes at once; HAProxy says nothing when it begins to follow. */
const silenceMs = 50

/** Opens it and returns how to leave it, after which nothing more is said. A process of HAProxy that stops is left at once: for the sake of the connection it would stay. Never throws. */
export const openRingConnection = (address: SocketAddress, ring: string, listener: RingConnectionListener): (() => void) => {
  const path = address.kind === 'unix' ? address.path : undefined
  if (isAtHand(path)) return openAtOnce(address, ring, listener)
  let leave: (() => void) | undefined = () => {}
  void whyDead(path, answerWithinMs).then((dead) => {
    if (leave === undefined) return
    if (dead === undefined) leave = openAtOnce(address, ring, listener)
    else listener.onEnd({ kind: 'lost', reason: `${dead.reason} on ${statisticsPlace(address)}` })
  })
  return () => {
    leave?.()
    leave = undefined
  }
}

const openAtOnce = (address: SocketAddress, ring: string, listener: RingConnectionListener): (() => void) => {
  let reading = nothingRead
  let following = false
  const socket = connect(connectOptions(address, answerWithinMs))
  const lost = (reason: string): RingTrouble => ({ kind: 'lost', reason: `${reason} on ${statisticsPlace(address)}` })
  const leave = (): void => {
    clearTimeout(timer)
    socket
      .removeAllListeners()
      .on('error', () => {})
      .destroy()
  }
  const end = (how: { readonly kind: 'stopping' } | RingTrouble): void => {
    leave()
    listener.onEnd(how)
  }
  let timer = setTimeout(() => end(lost(hung(answerWithinMs).reason)), answerWithinMs)

  const greeted = (pid: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      following = true
      listener.onFollowing(pid)
    }, silenceMs)
  }

  socket.on('error', (error) => end(lost(connectFailure(error, address).reason)))
  socket.on('end', () => end(endOfRing(reading, ring)))
  socket.setEncoding('latin1').on('data', (piece: string) => {
    const before = reading.worker
    const { reading: now, events, stamp, stopping } = readRing(reading, piece)
    reading = now
    if (now.worker?.stopping) end(lost('only a stopping HAProxy answers'))
    else if (stopping) end({ kind: 'stopping' })
    else if (before === undefined && now.worker !== undefined) greeted(now.worker.pid)
    else if (following && events > 0) listener.onEvents(stamp)
  })
  socket.write(ringRequest(ring))
  return leave
}
