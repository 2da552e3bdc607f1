// How does a browser on this machine reach what listens in a namespace?
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { joined } from './joined.ts'
import type { Namespace } from './namespace.ts'
import { nodeProgram } from './node-program.ts'

/** A port of 127.0.0.1 outside that leads to `target`, an address and port that the namespace reaches; `name` is unique in it. It keeps no process running. */
export const wayIn = async (namespace: Namespace, name: string, target: string): Promise<number> => {
  // Namespaces share the machine's files, so a socket with a path is seen from both sides.
  const path = namespace.path(`${name}.way-in`)
  const { hostname, port } = new URL(`http://${target}`)
  const inside = namespace.program(`way-in-${name}`, nodeProgram(namespace.home.folder, 'way-in', path, hostname, port))
  inside.start()
  await inside.log.waitFor(/listening/)
  const server = createServer((caller) => joined(caller, connect(path)))
  server.unref().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
