// Which IPv4 addresses have all names? Usage: name-server <port> <file with an address a line>; without an address no name exists.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'

const [port, file = ''] = process.argv.slice(2)
const headerBytes = 12
const noSuchName = 3

/** RFC 1035, section 4. */
const answer = (question: Buffer, addresses: readonly string[]): Buffer => {
  const nameEnd = question.indexOf(0, headerBytes) + 1
  const asked = question.subarray(headerBytes, nameEnd + 4)
  const records = question.readUInt16BE(nameEnd) === 1 ? addresses.map(record) : []
  const header = Buffer.from(question.subarray(0, headerBytes))
  header.writeUInt16BE(0x8580 | (addresses.length === 0 ? noSuchName : 0), 2)
  for (const [index, count] of [1, records.length, 0, 0].entries()) header.writeUInt16BE(count, 4 + 2 * index)
  return Buffer.concat([header, asked, ...records])
}

const record = (address: string): Buffer =>
  Buffer.from([0xc0, headerBytes, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)])

const socket = createSocket('udp4')
socket.on('message', (question, { address, port }) => {
  socket.send(answer(question, readFileSync(file, 'utf8').split('\n').filter(Boolean)), port, address)
})
socket.bind(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
process.once('SIGTERM', () => process.exit(0))
