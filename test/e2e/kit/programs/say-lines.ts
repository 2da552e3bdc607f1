// What does ExaBGP make of these lines? Usage: say-lines <file>; says them all, then stays until ExaBGP closes its stdin
import { createReadStream } from 'node:fs'

createReadStream(process.argv[2] ?? '').pipe(process.stdout, { end: false })
process.stdin.resume().once('end', () => process.exit(0))
