// What all hangs at once around one process, and how is the process started in the midst of it?
import { writeFileSync } from 'node:fs'
import { mountDead, mountUnkillable } from './dead-mount.ts'
import type { Namespace } from './namespace.ts'
import { WebServer } from './web-server.ts'

export type AllThatHangs = {
  /** Services that depend on what hangs, one for each way and ten for names, whose VIPs are `<network>.1` and so on. */
  readonly services: (network: string) => Readonly<Record<string, unknown>>
  /** More keys of the configuration: a record and a state file that hang. */
  readonly more: Readonly<Record<string, unknown>>
  /** The command, for which no name server ever answers. */
  readonly command: (command: readonly string[]) => readonly string[]
  /** What cannot be killed ends now. */
  readonly release: () => Promise<void>
}

/** Makes it in this namespace. Release it before the namespace goes away. */
export const allThatHangs = async (node: Namespace): Promise<AllThatHangs> => {
  const [dead, unkillable] = await Promise.all([mountDead(), mountUnkillable()])
  const resolver = await silentResolver(node)
  const hostile = new WebServer(node, 'hostile', { ...hostilePlace, page: `${'a'.repeat(30)} ${'b'.repeat(30)}!` })
  await hostile.start()
  const script = node.path('script')
  writeFileSync(script, `#!${dead.folder}/python3\n`, { mode: 0o755 })
  return {
    services: (network) => servicesFor(network, dead.folder, unkillable.folder, script),
    more: { record: { file: `${dead.folder}/record` }, exabgp: { 'state-file': `${dead.folder}/state.json` } },
    command: (command) => ['unshare', '--mount', resolver, ...command],
    release: async () => {
      await Promise.all([dead.release(), unkillable.release()])
    },
  }
}

const hostilePlace = { address: '127.0.1.9', port: 8080 }

const servicesFor = (network: string, dead: string, unkillable: string, script: string): Readonly<Record<string, unknown>> => {
  const page = `http://${hostilePlace.address}:${hostilePlace.port}/`
  const checks = {
    ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`name${index}`, { http: `http://nobody${index}.example/` }])),
    credentials: { http: page, credentials: { file: `${dead}/login` } },
    trust: { http: 'https://127.0.1.9:8080/', ca: `${dead}/ca.pem` },
    expression: { http: page, expect: { body: '/^(\\w+\\s?)*$/' } },
    command: { command: ['cat', `${unkillable}/status`] },
    program: { command: [`${dead}/check`] },
    interpreter: { command: [script] },
    socket: { tcp: `${dead}/app.sock` },
    page: { http: page, socket: `${dead}/web.sock` },
  }
  return Object.fromEntries(
    Object.entries(checks).map(([name, check], index) => [name, { vips: `${network}.${index + 1}/32`, checks: [check], unknown: 'down' }]),
  )
}

// A script that runs its words with a name server to which questions leave the namespace, and from which nothing comes back.
const silentResolver = async (node: Namespace): Promise<string> => {
  await node.ip(
    'link add silence type veth peer name nowhere',
    ...['silence', 'nowhere'].map((dev) => `link set ${dev} up`),
    'addr add 192.0.2.54/24 dev silence',
    'neigh add 192.0.2.53 lladdr 02:00:00:00:00:01 dev silence',
  )
  const [file, script] = [node.path('resolv.conf'), node.path('with-silence')]
  writeFileSync(file, 'nameserver 192.0.2.53\n')
  writeFileSync(script, `#!/bin/sh\nmount --bind ${file} /etc/resolv.conf && exec "$@"\n`, { mode: 0o755 })
  return script
}
