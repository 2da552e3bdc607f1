// Sixteen of each sort of client that a socket must stand, again as soon as they are dropped: those that say nothing, that say a letter now and then, that take no answer, and that
// ask or write nonsense as fast as they can.
import { connect, type Socket } from 'node:net'

const [path = ''] = process.argv.slice(2)

const question = 'GET /v1/status HTTP/1.1\r\n\r\n'
const huge = `POST /v1/drain HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n${'['.repeat(60_000)}`

const sorts: readonly ((socket: Socket) => void)[] = [
  () => {},
  (socket) => {
    const timer = setInterval(() => socket.write('G'), 200)
    socket.on('close', () => clearInterval(timer))
  },
  (socket) => {
    socket.pause()
    socket.write(question.repeat(50))
  },
  (socket) => {
    const texts = [question, huge, 'hello\n\n', question.slice(0, 20), `GET /${'a'.repeat(9000)} HTTP/1.1\r\n\r\n`]
    socket.end(texts[Math.floor(Math.random() * texts.length)] ?? '')
    socket.resume()
  },
]

const begin = (sort: (socket: Socket) => void): void => {
  const socket = connect({ path }, () => sort(socket))
  socket.on('error', () => {})
  socket.on('close', () => setTimeout(() => begin(sort), 5))
}

for (const sort of sorts) for (let client = 0; client < 16; client++) begin(sort)
process.stdout.write('begun\n')
