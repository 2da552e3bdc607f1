// Which weights does HAProxy's configuration give to its servers, whatever they were set to since?

import { proxyOf, serverKey } from './server-key.ts'
import type { ServerRow, Snapshot } from './snapshot.ts'

/** By `proxy/server`; undefined for one of which HAProxy does not tell. They stay the same for as long as its process has the server. */
export type ConfiguredWeights = ReadonlyMap<string, number | undefined>

/** HAProxy's buffer holds so many names in one line. */
const mostProxies = 30

/** The proxies that have servers of which nothing is known, or nothing that is sure to hold. `secondsAgo`: when a proxy was asked for last. */
export const unweighed = ({ proxies }: Snapshot, known: ConfiguredWeights, secondsAgo: (proxy: string) => number): readonly string[] =>
  [...proxies]
    .filter(([name, { servers }]) => {
      const ago = secondsAgo(name)
      return servers.some((server) => !known.has(serverKey(server)) || mayBeAnother(server, known.get(serverKey(server)), ago))
    })
    .map(([name]) => name)

// A server that was deleted at run time and added anew has its name, its number, and a weight of its own. It began in maintenance; HAProxy counts
// whole seconds.
const mayBeAnother = ({ uweight, lastChangeSeconds }: ServerRow, weight: number | undefined, secondsAgo: number): boolean =>
  weight !== undefined && weight !== uweight && lastChangeSeconds !== undefined && lastChangeSeconds <= secondsAgo + 1

/** What is known after these proxies were asked for: of their servers only what HAProxy has told. */
export const learned = (known: ConfiguredWeights, proxies: readonly string[], told: ConfiguredWeights): ConfiguredWeights => {
  const asked = new Set(proxies)
  return new Map([...[...known].filter(([server]) => !asked.has(proxyOf(server))), ...told])
}

/** The line that asks for them (management manual 9.3, "show servers state"). It only reads. */
export const weightsRequest = (proxies: readonly string[]): string =>
  proxies.length > mostProxies || !proxies.every((name) => /^[\w.:-]+$/.test(name))
    ? 'show servers state\n'
    : `${proxies.map((name) => `show servers state ${name}`).join(';')}\n`

/** Reads the answer: for each question a version, the names of the columns behind `# `, and a row for each server. What makes no sense tells nothing. */
export const readWeights = (text: string): ConfiguredWeights => {
  const weights = new Map<string, number>()
  let places: Places | undefined
  for (const line of text.split('\n')) {
    const words = line.split(' ')
    if (line.startsWith('# ')) places = placesIn(words.slice(1))
    else if (places !== undefined) {
      const [proxy, server, weight] = [words[places.proxy], words[places.server], words[places.weight]]
      if (proxy !== undefined && server !== undefined && /^\d+$/.test(weight ?? '')) weights.set(`${proxy}/${server}`, Number(weight))
    }
  }
  return weights
}

/** The same snapshot, with the weights that are not what they were configured to be. */
export const weighed = (snapshot: Snapshot, weights: ConfiguredWeights): Snapshot => {
  const isOther = (row: ServerRow): boolean => row.uweight === 0 || (weights.get(serverKey(row)) ?? row.uweight) !== row.uweight
  const proxies = [...snapshot.proxies].map(([name, table]) =>
    table.servers.some(isOther)
      ? ([name, { ...table, servers: table.servers.map((row) => weigh(row, weights)) }] as const)
      : ([name, table] as const),
  )
  return { ...snapshot, proxies: new Map(proxies) }
}

type Places = { readonly proxy: number; readonly server: number; readonly weight: number }

const placesIn = (names: readonly string[]): Places | undefined => {
  const places = { proxy: names.indexOf('be_name'), server: names.indexOf('srv_name'), weight: names.indexOf('srv_iweight') }
  return Object.values(places).includes(-1) ? undefined : places
}

const weigh = (row: ServerRow, weights: ConfiguredWeights): ServerRow => {
  const configuredWeight = weights.get(serverKey(row))
  return configuredWeight === undefined ? row : { ...row, configuredWeight }
}
