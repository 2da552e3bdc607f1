// When does a process say its routes to ExaBGP? Usage: <process> | stamp <file>; passes everything on, and notes the moment of each route
import { openSync, readSync, writeSync } from 'node:fs'
import { now } from '../kit/moment.ts'

const file = openSync(process.argv[2] ?? '', 'a')
const buffer = Buffer.alloc(2 ** 16)

// Blocking, since an event loop would add its own time to everybody's.
for (let size = readSync(0, buffer); size > 0; size = readSync(0, buffer)) {
  const at = now()
  const bytes = buffer.subarray(0, size)
  writeSync(1, bytes)
  for (const verb of bytes.toString('latin1').match(/^(announce|withdraw) /gm) ?? []) writeSync(file, `${at} ${verb}\n`)
}
