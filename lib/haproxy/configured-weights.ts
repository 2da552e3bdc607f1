// Which weights does HAProxy's configuration give to its servers, whatever they were set to since?

import type { ServerRow, Snapshot } from './snapshot.ts'

/** By proxy, of each of its servers; undefined for one of which HAProxy does not tell. They stay the same for as long as its process has the server. */
export type ConfiguredWeights = ReadonlyMap<string, WeightsOfProxy>

type WeightsOfProxy = ReadonlyMap<string, number | undefined>

/** HAProxy's buffer holds so many names in one line. */
const mostProxies = 30

/** The proxies that have servers of which nothing is known, or nothing that is sure to hold. `secondsAgo`: when a proxy was asked for last. */
export const unweighed = ({ proxies }: Snapshot, known: ConfiguredWeights, secondsAgo: (proxy: string) => number): readonly string[] =>
  [...proxies].filter(([name, { servers }]) => !areWeighed(servers, known.get(name), secondsAgo(name))).map(([name]) => name)

// Ten thousand are looked at every ten seconds.
const areWeighed = (servers: readonly ServerRow[], known: WeightsOfProxy | undefined, secondsAgo: number): boolean => {
  for (const row of servers) {
    const weight = known?.get(row.server)
    if (weight === undefined ? !known?.has(row.server) : mayBeAnother(row, weight, secondsAgo)) return false
  }
  return true
}

// A server that was deleted at run time and added anew has its name, its number, and a weight of its own. It began in maintenance; HAProxy counts
// whole seconds.
const mayBeAnother = ({ uweight, lastChangeSeconds }: ServerRow, weight: number, secondsAgo: number): boolean =>
  weight !== uweight && lastChangeSeconds !== undefined && lastChangeSeconds <= secondsAgo + 1

/** What is known after these proxies were asked for: of their servers only what HAProxy has told. What it does not tell is not asked for again. */
export const learned = (
  known: ConfiguredWeights,
  proxies: readonly string[],
  told: ConfiguredWeights,
  snapshot: Snapshot,
): ConfiguredWeights => {
  const weightsOf = (proxy: string): WeightsOfProxy =>
    new Map((snapshot.proxies.get(proxy)?.servers ?? []).map(({ server }) => [server, told.get(proxy)?.get(server)]))
  return new Map([...known, ...proxies.map((proxy) => [proxy, weightsOf(proxy)] as const)])
}

/** The line that asks for them (management manual 9.3, "show servers state"). It only reads. */
export const weightsRequest = (proxies: readonly string[]): string =>
  proxies.length > mostProxies || !proxies.every((name) => /^[\w.:-]+$/.test(name))
    ? 'show servers state\n'
    : `${proxies.map((name) => `show servers state ${name}`).join(';')}\n`

/** Reads the answer: for each question a version, the names of the columns behind `# `, and a row for each server. What makes no sense tells nothing. */
export const readWeights = (text: string): ConfiguredWeights => {
  const weights = new Map<string, Map<string, number>>()
  let places: Places | undefined
  for (const line of text.split('\n')) {
    const words = line.split(' ')
    if (line.startsWith('# ')) places = placesIn(words.slice(1))
    else if (places !== undefined) {
      const [proxy, server, weight] = [words[places.proxy], words[places.server], words[places.weight]]
      if (proxy === undefined || server === undefined || !/^\d+$/.test(weight ?? '')) continue
      const ofProxy = weights.get(proxy) ?? new Map<string, number>()
      weights.set(proxy, ofProxy.set(server, Number(weight)))
    }
  }
  return weights
}

/** The same snapshot, with the weights that are not what they were configured to be. */
export const weighed = (snapshot: Snapshot, weights: ConfiguredWeights): Snapshot => {
  const proxies = new Map(snapshot.proxies)
  for (const [name, table] of proxies) {
    const ofProxy = weights.get(name)
    if (isOther(table.servers, ofProxy)) proxies.set(name, { ...table, servers: table.servers.map((row) => weigh(row, ofProxy)) })
  }
  return { ...snapshot, proxies }
}

const isOther = (servers: readonly ServerRow[], weights: WeightsOfProxy | undefined): boolean => {
  for (const { server, uweight } of servers) if (uweight === 0 || (weights?.get(server) ?? uweight) !== uweight) return true
  return false
}

type Places = { readonly proxy: number; readonly server: number; readonly weight: number }

const placesIn = (names: readonly string[]): Places | undefined => {
  const places = { proxy: names.indexOf('be_name'), server: names.indexOf('srv_name'), weight: names.indexOf('srv_iweight') }
  return Object.values(places).includes(-1) ? undefined : places
}

const weigh = (row: ServerRow, weights: WeightsOfProxy | undefined): ServerRow => {
  const configuredWeight = weights?.get(row.server)
  return configuredWeight === undefined ? row : { ...row, configuredWeight }
}
