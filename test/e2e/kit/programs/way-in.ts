// How does one from outside of a namespace reach what listens in it? Usage: way-in <path of a socket> <address> <port>
import { connect, createServer } from 'node:net'
import { joined } from '../joined.ts'

const [path, address, port] = process.argv.slice(2)

const server = createServer((caller) => joined(caller, connect(Number(port), address)))

server.listen(path, () => process.stdout.write('listening\n'))
