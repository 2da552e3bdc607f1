// Does an order reach every process that can take it, whatever the others do?
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { execa } from 'execa'
import { give, wrongsOf } from '../../lib/commands/order.ts'
import { controlHttp } from '../../lib/io/control-http.ts'
import { ControlSocket } from '../../lib/io/control-socket.ts'
import { temporaryFolder } from '../folder.ts'

const program = join(import.meta.dirname, '../../dist/exabgp-haproxy.js')
const runtime = temporaryFolder()
const folder = join(runtime, 'exabgp-haproxy')
mkdirSync(folder)
process.env.RUNTIME_DIRECTORY = runtime
process.env.XDG_RUNTIME_DIR = ''

const offered: ControlSocket[] = []
let drained: string[] = []
beforeEach(() => {
  drained = []
})

type Process = {
  readonly file: string
  readonly service: string
  readonly status?: number
  readonly readOnly?: boolean
  readonly pid?: number
  /** Whether it has no such service any more once it was ordered. */
  readonly forgets?: boolean
}

const pidFor = (service: string): number => [...service].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0)

const offer = async ({ file, service, status = 200, readOnly = false, pid = pidFor(service), forgets = false }: Process): Promise<void> => {
  const leaving = { service, state: 'draining', withdrawn: false, left: ['9.9.9.9/32'], orders: [] }
  const body = { invocation: 'of this test', acknowledged: true, services: [leaving] }
  const asked = () => ({ status: 200, body: forgets && drained.includes(service) ? { ...body, services: [] } : body })
  const drain = () => {
    if (status === 200) drained.push(service)
    return { status, body: status === 200 ? body : { error: 'it cannot' } }
  }
  const socket = new ControlSocket({
    path: join(folder, `${file}.sock`),
    mode: 0o660,
    onConnection: controlHttp({
      handlers: { 'GET /v1/orders': asked, 'POST /v1/drain': drain },
      readOnly,
      headers: { 'exabgp-haproxy-process': `${pid} ${service}` },
      onMistake: (error) => assert.fail(String(error)),
    }),
    onTrouble: (trouble) => assert.equal(trouble, undefined),
  })
  offered.push(socket)
  socket.start()
  await socket.flushed()
}

after(async () => {
  for (const socket of offered) socket.stop()
  await Promise.all(offered.map((socket) => socket.flushed()))
})

const drainAll = () => give({ services: [], all: true, invocation: 'of this test' }, 'POST /v1/drain', {})

test('one process that cannot take an order for all keeps no other from it, and is told of', async () => {
  await offer({ file: 'a', service: 'broken', status: 500 })
  await offer({ file: 'b', service: 'web' })
  const given = await drainAll()
  assert.deepEqual(drained, ['web'])
  assert.equal(given.kind, 'taken')
  assert.deepEqual(given.kind === 'taken' && wrongsOf(given, 'lost'), [`${folder}/a.sock answers 500: it cannot`])
})

test('a process whose first socket is for reading only is ordered by its other one', async () => {
  await offer({ file: 'c', service: 'dns', readOnly: true })
  await offer({ file: 'd', service: 'dns' })
  const given = await give({ services: ['dns'], all: false }, 'POST /v1/drain', {})
  assert.deepEqual(drained, ['dns'])
  assert.equal(given.kind, 'taken')
})

test('what a successor would not know of is told with its reason', () => {
  const answers = [{ socket: 'a', body: { services: [], acknowledged: true, unkept: 'ENOSPC' } }]
  assert.deepEqual(wrongsOf({ kind: 'taken', answers, idle: [], untold: ['b does not answer'] }, 'lost'), [
    'lost: ENOSPC',
    'b does not answer',
  ])
})

test('a service that no process has is refused by name, and nothing is ordered', async () => {
  const given = await give({ services: ['web', 'wbe'], all: false }, 'POST /v1/drain', {})
  assert.deepEqual(drained, [])
  assert.equal(given.kind, 'refused')
})

test('services that two processes have are listed once each', async () => {
  await offer({ file: 'e', service: 'web', pid: 1 })
  const given = await give({ services: ['nope'], all: false }, 'POST /v1/drain', {})
  assert.deepEqual(given.kind === 'refused' && given.lines, ['there is no service "nope"; there are broken, web, dns'])
})

test('a service that is configured no more while its withdraw is waited for is not said to be withdrawn', async () => {
  await offer({ file: 'g', service: 'moved', forgets: true })
  const { exitCode, stdout } = await execa(process.execPath, [program, 'drain', 'moved', '--wait', '300ms'], { reject: false })
  assert.deepEqual(drained, ['moved'])
  assert.match(stdout, /^moved: draining, announcing 9\.9\.9\.9\/32\nnot withdrawn within /)
  assert.equal(exitCode, 1)
})
