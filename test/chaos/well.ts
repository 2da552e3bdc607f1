// What does the oracle know when all is well and nothing has happened?
import type { Oracle } from './oracle.ts'
import { httpServer, type Service } from './services.ts'

/** From `at` on everything is as it should be. */
export const beginWell = (oracle: Oracle, services: readonly Service[], at: number): void => {
  const ofServers = services
    .flatMap(({ servers }) => servers)
    .flatMap((it) => Object.entries(server).map(([name, value]) => [`${name}:${it}`, value] as const))
  for (const [name, value] of [...Object.entries(inputs), ...ofServers]) oracle.input(name).set(at, value)
}

const inputs: Readonly<Record<string, string>> = {
  haproxy: 'running',
  socket: 'open',
  names: 'answering',
  [`http:${httpServer.name}`]: 'well',
  flag: 'there',
  'maintenance:drains': 'off',
  'maintenance:command': 'off',
  ours: 'running',
}

/** `said`: what HAProxy calls it. */
const server = { server: 'well', said: 'nothing', order: 'state ready', weight: 'weight 100%' }
