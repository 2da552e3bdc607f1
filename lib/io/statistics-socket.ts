// What does HAProxy answer to one line on a connection of its own?
import { connect } from 'node:net'
import { isMasters } from '../haproxy/answer.ts'
import { whyDead } from './dead-socket.ts'
import { startDeadline } from './deadline.ts'
import { type Failure, hung, nobodyListens, withoutAnswer } from './failure.ts'
import { connectFailure, connectOptions, leadsToItself, type SocketAddress } from './haproxy-socket.ts'

/** Ten thousand servers take 3 MB. */
const maxBytes = 16 * 2 ** 20

/**
 * Sends `line` and reads until HAProxy closes the connection, which is how an answer ends; all of it within `timeoutMs`. The connection is
 * never reused, as one that outlives a reload stays with the old worker for ever, and never half-closed. Never throws.
 */
export const askSocket = async (address: SocketAddress, line: string, timeoutMs: number): Promise<Asked> =>
  (await whyDead(address.kind === 'unix' ? address.path : undefined, timeoutMs)) ?? converse(address, line, timeoutMs)

const saidNothing: Failure = { kind: 'silent', reason: 'connection closed without an answer' }

type Asked = { readonly kind: 'text'; readonly text: string } | Failure

const converse = (address: SocketAddress, line: string, timeoutMs: number): Promise<Asked> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const socket = connect(connectOptions(address, timeoutMs))
    const settle = (outcome: Asked) => {
      callOff()
      socket.destroy()
      resolve(outcome)
    }
    const callOff = startDeadline(timeoutMs, () => settle(hung(timeoutMs)))
    socket.on('connect', () => leadsToItself(socket) && settle(nobodyListens))
    socket.on('error', (error) => settle(size === 0 ? withoutAnswer(connectFailure(error, address)) : connectFailure(error, address)))
    socket.on('end', () => settle(size === 0 ? saidNothing : { kind: 'text', text: Buffer.concat(chunks).toString('latin1') }))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      size += chunk.length
      if (chunks.length === 1 && isMasters(chunk.toString('latin1'))) settle({ kind: 'text', text: chunk.toString('latin1') })
      if (size > maxBytes) settle({ kind: 'other', reason: `more than ${maxBytes / 2 ** 20} MB` })
    })
    socket.write(line)
  })
