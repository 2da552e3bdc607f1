// Does a command find the processes that it is for, and say why where it does not?
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { execaNode } from 'execa'
import { askProcesses } from '../../lib/commands/processes.ts'
import { controlHttp } from '../../lib/io/control-http.ts'
import { ControlSocket } from '../../lib/io/control-socket.ts'
import { temporaryFolder } from '../folder.ts'
import { asSomebodyElse } from '../io/somebody-else.ts'

const runtime = temporaryFolder()
const folder = join(runtime, 'exabgp-haproxy')
const offered: ControlSocket[] = []

const offer = async (file: string, pid: number, name: string, readOnly = false): Promise<void> => {
  const socket = new ControlSocket({
    path: join(folder, file),
    mode: 0o660,
    onConnection: controlHttp({
      handlers: { 'GET /v1/status': () => ({ status: 200, body: { name } }), 'POST /v1/drain': () => ({ status: 200, body: {} }) },
      readOnly,
      headers: { 'exabgp-haproxy-process': `${pid} ${name}` },
      onMistake: (error) => assert.fail(String(error)),
    }),
    onTrouble: (trouble) => assert.equal(trouble, undefined),
  })
  offered.push(socket)
  socket.start()
  await socket.flushed()
}

before(async () => {
  process.env.RUNTIME_DIRECTORY = runtime
  process.env.XDG_RUNTIME_DIR = ''
  mkdirSync(folder)
  await offer('dns.yaml-0011aabb.sock', 12, 'dns.yaml-0011aabb')
  await offer('web.yaml-00c0ffee.sock', 11, 'web.yaml-00c0ffee')
  await offer('web.yaml-00c0ffee.read.sock', 11, 'web.yaml-00c0ffee', true)
  const killed = "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))"
  await execaNode({ reject: false, nodeOptions: ['-e', killed] })`${join(folder, 'old.yaml-12345678.sock')}`
})
after(async () => {
  for (const socket of offered) socket.stop()
  await Promise.all(offered.map((socket) => socket.flushed()))
})

/** Other processes may run on this machine. */
const askHere = async (...[choice, route]: Parameters<typeof askProcesses>) => {
  const { answered, troubles } = await askProcesses(choice, route, { withinMs: 30_000 }) // a machine may be busy
  return {
    names: answered.filter(({ socket }) => socket.startsWith(folder)).map(({ name }) => name),
    troubles: troubles.filter(({ socket }) => socket === undefined || socket.startsWith(folder)).map(({ kind, line }) => [kind, line]),
  }
}

const leftBehind = ['left behind', `${folder}/old.yaml-12345678.sock was left behind: no process listens to it`]

test('all processes answer, each once, and what a killed one left is told', async () => {
  assert.deepEqual(await askHere({}, 'GET /v1/status'), { names: ['dns.yaml-0011aabb', 'web.yaml-00c0ffee'], troubles: [leftBehind] })
})

test('an order goes to every process; that one of its sockets is for reading is no trouble', async () => {
  assert.deepEqual(await askHere({}, 'POST /v1/drain'), { names: ['dns.yaml-0011aabb', 'web.yaml-00c0ffee'], troubles: [leftBehind] })
})

test('a process is picked by its name, with or without what tells namesakes apart', async () => {
  for (const process of ['web', 'web.yaml', 'web.yaml-00c0ffee'])
    assert.deepEqual(await askHere({ process }, 'GET /v1/status'), { names: ['web.yaml-00c0ffee'], troubles: [] })
  const { names, troubles } = await askHere({ process: 'we' }, 'GET /v1/status')
  assert.deepEqual(names, [])
  assert.match(String(troubles), /^none,no process has the name we; there are .*dns\.yaml-0011aabb, old\.yaml-12345678, web\.yaml-00c0ffee/)
})

test('a socket is asked that was named, and no other', async () => {
  const socket = join(folder, 'dns.yaml-0011aabb.sock')
  assert.deepEqual(await askHere({ socket }, 'GET /v1/status'), { names: ['dns.yaml-0011aabb'], troubles: [] })
  process.env.EXABGP_HAPROXY_CONTROL_SOCKET = socket
  assert.deepEqual(await askHere({}, 'GET /v1/status'), { names: ['dns.yaml-0011aabb'], troubles: [] })
  delete process.env.EXABGP_HAPROXY_CONTROL_SOCKET
  assert.deepEqual((await askHere({ socket: join(folder, 'no.sock') }, 'GET /v1/status')).troubles, [
    ['absent', `${folder}/no.sock is not there`],
  ])
})

test('what is no socket is called so, not one that was left behind', async () => {
  const file = join(folder, 'vips.yaml')
  writeFileSync(file, '')
  for (const [socket, what] of [
    [file, 'a file'],
    [folder, 'a folder'],
  ] as const)
    assert.deepEqual((await askHere({ socket }, 'GET /v1/status')).troubles, [
      ['left behind', `${socket} is no control socket, it is ${what}`],
    ])
})

test('a socket for others is told with the group that may use it', { skip: process.getuid?.() !== 0 && 'needs another user' }, async () => {
  for (const path of [runtime, folder]) chmodSync(path, 0o755)
  const troubles = JSON.parse(await asSomebodyElse(askForWeb, import.meta.dirname)) as { kind: string; line: string }[]
  const socket = join(folder, 'web.yaml-00c0ffee.sock')
  const line = `permission denied: ${socket} is for members of the group root: join it, or run it with sudo`
  assert.deepEqual([troubles[0]?.kind, troubles[0]?.line], ['denied', line])
})

const askForWeb = `
  import { askProcesses } from '../../lib/commands/processes.ts'
  const { troubles } = await askProcesses({ process: 'web' }, 'GET /v1/status')
  process.stdout.write(JSON.stringify(troubles))`
