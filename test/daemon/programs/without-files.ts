// What do the edges make of a machine on which no file can be opened any more? Prints one object.
import { execFileSync } from 'node:child_process'
import { openLog } from '../../../lib/daemon/log.ts'
import { probeHttp } from '../../../lib/io/http-check.ts'
import { openRecordFile } from '../../../lib/io/record-file.ts'
import { openRingConnection } from '../../../lib/io/ring-connection.ts'
import { readStateFile, writeStateFile } from '../../../lib/io/state-file.ts'
import { createStatisticsReader } from '../../../lib/io/statistics.ts'
import '../../../lib/io/command-check.ts'

const [folder = ''] = process.argv.slice(2)
const stats = { kind: 'unix', path: `${folder}/haproxy.sock` } as const

process.stdout.write('') // opened before nothing can be
process.stderr.write('')

// Every descriptor that is free has a higher number, whatever Node closes meanwhile.
execFileSync('prlimit', [`--pid=${process.pid}`, '--nofile=3'])

const http = (url: string, credentials?: string) =>
  probeHttp({
    kind: 'http',
    url,
    headers: {},
    expect: { status: [{ from: 200, to: 299 }], headers: {} },
    tls: { insecure: false },
    ...{ timeoutMs: 5000, intervalMs: 1000, fastIntervalMs: 1000, rise: 1, fall: 1 },
    ...(credentials !== undefined && { credentials: { kind: 'file', path: credentials } }),
  })

const ring = new Promise((resolve) => {
  openRingConnection(stats, 'health', { onFollowing: () => {}, onEvents: () => {}, onEnd: resolve })
})

const record = new Promise((resolve) => {
  openRecordFile({ file: `${folder}/record`, maxBytes: 1000, files: 2 }, { onTrouble: resolve, onRecovered: () => {} }, 60_000).append(
    'line',
    () => 'header',
  )
})

const log = openLog({ level: 'info', format: 'text' })
log.write({ level: 'warn', message: 'a line of the log', fields: {} })
log.write({ level: 'debug', message: 'a line that nobody wants', fields: {} })
await log.flushed()

const results = {
  statistics: await createStatisticsReader(stats).read({ backends: ['b'], frontends: [] }, 'servers', 1000),
  address: await http('http://127.0.0.1:9/'),
  localhost: await http('http://localhost:9/'),
  name: await http('http://web.example.com/'),
  credentials: await http('http://127.0.0.1:9/', '/etc/passwd'),
  ring: await ring,
  record: await record,
  read: await readStateFile('/etc/passwd'),
  written: await writeStateFile(`${folder}/state.json`, '{}'),
}
process.stdout.write(JSON.stringify(results), () => process.exit())
