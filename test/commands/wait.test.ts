// Does `status --wait` say of which process something is missing?
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { awaitGoal } from '../../lib/commands/status/wait.ts'
import { controlHttp } from '../../lib/io/control-http.ts'
import { ControlSocket } from '../../lib/io/control-socket.ts'
import { temporaryFolder } from '../folder.ts'
import { seenAt } from '../status/worlds.ts'

const runtime = temporaryFolder()
const folder = join(runtime, 'exabgp-haproxy')
mkdirSync(folder)
process.env.RUNTIME_DIRECTORY = runtime
process.env.XDG_RUNTIME_DIR = ''

const offered: ControlSocket[] = []
after(async () => {
  for (const socket of offered) socket.stop()
  await Promise.all(offered.map((socket) => socket.flushed()))
})

let asked = 0

/** pay is down in it. */
const offer = async (name: string, pid: number): Promise<string> => {
  const seen = seenAt(40_450)
  const body = { ...seen, process: { ...seen.process, name, pid } }
  const path = join(folder, `${name}.sock`)
  const socket = new ControlSocket({
    path,
    mode: 0o660,
    onConnection: controlHttp({
      handlers: {
        'GET /v1/status': () => {
          asked += 1
          return { status: 200, body }
        },
      },
      readOnly: false,
      headers: { 'exabgp-haproxy-process': `${pid} ${name}` },
      onMistake: (error) => assert.fail(String(error)),
    }),
    onTrouble: (trouble) => assert.equal(trouble, undefined),
  })
  offered.push(socket)
  socket.start()
  await socket.flushed()
  return path
}

const missing = async (whom: { readonly socket?: string }): Promise<readonly string[]> => {
  const waited = await awaitGoal({ services: [], ...whom }, { goal: 'announced', timeoutMs: 0 })
  return waited.missing.filter((line) => /pay/.test(line)) // other processes may run on this machine
}

test('a line names the process where there are several', async () => {
  const east = await offer('east', 11)
  const [alone] = await missing({ socket: east })
  assert.match(alone ?? '', /^pay is down/)
  await offer('west', 12)
  assert.deepEqual(await missing({}), [`east: ${alone}`, `west: ${alone}`])
})

test('several are asked a few times a second, not without a pause', async () => {
  asked = 0
  await awaitGoal({ services: [] }, { goal: 'announced', timeoutMs: 700 })
  assert.ok(asked >= 4 && asked <= 12, `${asked} times`)
})
