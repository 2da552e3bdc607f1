// What is the least that a process of ExaBGP can do? Usage: say <socket>; says what it is sent there, at once and without a look at the answers
import { createServer } from 'node:net'

createServer((socket) => socket.pipe(process.stdout, { end: false })).listen(process.argv[2])
process.stdin.resume().once('end', () => process.exit(0))
