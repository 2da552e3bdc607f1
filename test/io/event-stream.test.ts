// Does somebody who follows and does not read cost nothing, and hear the newest when they read again?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { StreamListener } from '../../lib/io/control-handlers.ts'
import { controlHttp } from '../../lib/io/control-http.ts'

type Followed = { readonly client: Socket; readonly listener: StreamListener; readonly ended: Promise<void> }

const followed = async (context: TestContext): Promise<Followed> => {
  const listening = new Promise<StreamListener>((resolve) => {
    const server = createServer(
      controlHttp({
        handlers: { 'GET /events': () => ({ follow: resolve }) },
        ...{ readOnly: true, headers: {}, onMistake: (error) => assert.fail(String(error)) },
      }),
    ).listen(0, '127.0.0.1', () => {
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1', () => client.write('GET /events HTTP/1.1\r\n\r\n'))
      client.on('error', () => {}).pause()
      clients.push(client)
    })
    context.after(() => server.close())
  })
  const clients: Socket[] = []
  const listener = await listening
  const [client] = clients
  assert.ok(client)
  context.after(() => client.destroy())
  return { client, listener, ended: new Promise((resolve) => listener.onEnd(resolve)) }
}

/** More than the system takes for who does not read. */
const large = (name: string): string => `data: ${name.padEnd(20_000_000, '.')}\n\n`

test('of what came while nothing was read the newest is heard, and nothing else', async (context) => {
  const { client, listener } = await followed(context)
  for (const name of ['first', 'second', 'third']) listener.send(large(name))
  for (let count = 0; count < 10_000; count += 1) listener.send(`data: ${count}\n\n`)
  let text = ''
  client
    .setEncoding('latin1')
    .on('data', (chunk: string) => {
      text += chunk
    })
    .resume()
  while (!text.slice(-100).includes('data: 9999\n\n')) await once(client, 'data', { signal: AbortSignal.timeout(60_000) })
  assert.deepEqual(
    [...text.matchAll(/data: (\w+)/g)].map(([, name]) => name),
    ['first', '9999'],
  )
})

test('who reads nothing for 5 s is dropped', async (context) => {
  const { listener, ended } = await followed(context)
  const began = performance.now()
  listener.send(large('first'))
  const timer = setInterval(() => listener.sign(), 20)
  context.after(() => clearInterval(timer))
  await ended
  assert.ok(performance.now() - began > 4900)
})
