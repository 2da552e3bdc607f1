// Who looks at the page of a process, as from other machines: with the time that nobody else wants.
//
// 16 follow what happens, 16 more never read what they asked for, each again as soon as it is dropped. SIGUSR2 makes a scrape; the line after it says from when to when it took, in milliseconds since 1970.
import { request } from 'node:http'
import { connect } from 'node:net'
import { setPriority } from 'node:os'

setPriority(19)

const [host = '', port = ''] = process.argv.slice(2)
const ofEach = 16

const follow = (reads: boolean): void => {
  const socket = connect({ host, port: Number(port) }, () => socket.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\n\r\n`))
  if (reads) socket.once('data', begun).resume()
  else socket.pause()
  socket.on('error', () => {})
  socket.on('close', () => setTimeout(follow, 100, reads))
}

let missing = ofEach
const begun = (): void => {
  missing -= 1
  if (missing === 0) process.stdout.write('begun\n')
}

const now = (): number => performance.timeOrigin + performance.now()

const scrape = (): void => {
  const askedAt = now()
  const asked = request({ host, port, path: '/metrics' }, (response) =>
    response.resume().once('end', () => process.stdout.write(`scraped ${askedAt} ${now()}\n`)),
  )
  asked.on('error', () => {}).end()
}

process.on('SIGUSR2', scrape)
for (let one = 0; one < ofEach; one++) for (const reads of [true, false]) follow(reads)
