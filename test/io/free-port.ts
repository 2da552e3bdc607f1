// Which port may a test give to a program that listens?
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ListenOptions, type Server } from 'node:net'

/** The kernel gives none of these to those who ask for any port (ip_local_port_range). */
const belowEphemeral = [20_000, 32_000] as const

/** A port of 127.0.0.1 that nobody listens on, and that no other test gets while this process lives: two HAProxys would share it in silence. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(...belowEphemeral)
    if ((await listenAt({ path: `\0exabgp-haproxy-test-port-${port}` })) && (await unused(port))) return port
  }
}

const unused = async (port: number): Promise<boolean> => {
  const server = await listenAt({ host: '127.0.0.1', port })
  if (server === undefined) return false
  server.close()
  await once(server, 'close')
  return true
}

const listenAt = (place: ListenOptions): Promise<Server | undefined> => {
  const server = createServer().listen(place).unref()
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  )
}
