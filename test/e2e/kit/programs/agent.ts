// What does a server think of itself? Usage: agent <port> <file with its words>
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

const [port, file = ''] = process.argv.slice(2)

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.end(`${readFileSync(file, 'utf8').trim()}\n`)
})

server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
process.once('SIGTERM', () => process.exit(0))
