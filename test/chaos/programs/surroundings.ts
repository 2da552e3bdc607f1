// Who else is there: web servers that can be well, ill, silent or gone, and a name server? Usage: surroundings <control socket> <name> <answer> <name server's address> <address:port …>
import { createSocket } from 'node:dgram'
import { createServer, type Server } from 'node:http'
import { createServer as createControl } from 'node:net'

const [control = '', name = '', answer = '', resolver = '', ...places] = process.argv.slice(2)

type Mode = 'well' | 'ill' | 'silent' | 'gone'

/** A web server that is as it is told to be. */
class Web {
  #mode: Mode = 'well'
  readonly #server: Server
  readonly #place: string

  constructor(place: string) {
    this.#place = place
    this.#server = createServer((_request, response) => {
      if (this.#mode === 'silent') return
      response.writeHead(this.#mode === 'ill' ? 503 : 200, { connection: 'close' })
      response.end(`${this.#mode}\n`)
    })
  }

  async become(mode: Mode): Promise<void> {
    const before = this.#mode
    this.#mode = mode
    if (mode === 'gone' && before !== 'gone') await this.#close()
    if (mode !== 'gone' && !this.#server.listening) await this.listen()
    // Whoever waited for an answer waits no longer.
    if (before === 'silent') this.#server.closeAllConnections()
  }

  async listen(): Promise<void> {
    const [address, port] = this.#place.split(':')
    await new Promise<void>((resolve) => this.#server.listen({ host: address, port: Number(port), exclusive: true }, resolve))
  }

  async #close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}

/** Milliseconds until it answers; never: infinity. */
let nameDelay = 0

// One question: header of 12 octets, name, type (1: A, 28: AAAA), class. Every A of the name has the one answer; there is no AAAA.
const reply = (question: Buffer): Buffer => {
  const end = question.indexOf(0, 12) + 5
  const asked = question.subarray(12, end)
  const known = Buffer.concat([...name.split('.').map((it) => Buffer.from([it.length, ...Buffer.from(it)])), Buffer.of(0)])
  const isOurs = asked.subarray(0, -4).toString().toLowerCase() === known.toString()
  const found = isOurs && asked.readUInt16BE(asked.length - 4) === 1
  const header = Buffer.from([...question.subarray(0, 2), 0x85, isOurs ? 0x80 : 0x83, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0])
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...answer.split('.').map(Number)])
  return Buffer.concat([header, asked, ...(found ? [record] : [])])
}

const names = createSocket('udp4', (question, { port, address }) => {
  if (Number.isFinite(nameDelay)) setTimeout(() => names.send(reply(question), port, address), nameDelay)
})

const webs = new Map(places.map((place) => [place, new Web(place)]))

const modes: readonly string[] = ['well', 'ill', 'silent', 'gone'] satisfies Mode[]
const isMode = (word: string): word is Mode => modes.includes(word)

/** `<address:port> <mode>`, or `names <milliseconds or Infinity>`. */
const obey = async (order: string): Promise<string> => {
  const [whom = '', how = ''] = order.trim().split(' ')
  if (whom === 'names') nameDelay = Number(how)
  else if (isMode(how)) await webs.get(whom)?.become(how)
  else return 'what?'
  return 'done'
}

await Promise.all([...webs.values()].map((web) => web.listen()))
names.bind(53, resolver)
createControl((socket) => {
  socket.on('error', () => {})
  socket.on('data', (order) => void obey(order.toString()).then((said) => socket.end(said)))
}).listen(control, () => process.stdout.write('listening\n'))
process.once('SIGTERM', () => process.exit(0))
