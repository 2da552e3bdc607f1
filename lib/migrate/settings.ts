// What does one `exabgp healthcheck` do, every default filled in?
import type { FlagOf, Given } from './flags.ts'
import type { Variable } from './launcher.ts'

export type Settings = {
  readonly name: string | undefined
  readonly command: string | undefined
  readonly intervalS: number
  readonly fastS: number
  readonly timeoutS: number
  readonly rise: number
  readonly fall: number
  readonly disable: string | undefined
  readonly nextHop: string | undefined
  /** None: those of the loopback interface. */
  readonly ips: readonly string[]
  readonly localPreference: number
  readonly pathId: number
  readonly startIp: number
  readonly metric: ByState<number>
  readonly increase: number
  readonly community: ByState<string | undefined>
  readonly asPath: ByState<string | undefined>
  readonly extendedCommunity: string | undefined
  readonly largeCommunity: string | undefined
  readonly withdraws: boolean
  readonly neighbors: readonly string[]
  readonly label: string | undefined
  /** Commands of --execute, and those of a state. */
  readonly executed: ByState<readonly string[]> & { readonly always: readonly string[] }
  /** Under which its commands ran. */
  readonly environment: readonly Variable[]
  readonly given: ReadonlySet<FlagOf>
}

export type ByState<Value> = { readonly up: Value; readonly down: Value; readonly disabled: Value }

export const settingsOf = (given: readonly Given[], environment: readonly Variable[]): Settings => {
  const { all, text, number, has, path } = valuesIn(given)
  const away = text('disabled-community') ?? text('community')
  return {
    name: text('name'),
    command: all('command').at(-1),
    disable: all('disable').at(-1),
    label: text('label'),
    intervalS: number('interval', 5),
    fastS: number('fast-interval', 1),
    timeoutS: number('timeout', 5),
    rise: number('rise', 3),
    fall: number('fall', 3),
    nextHop: text('next-hop'),
    ips: all('ip'),
    localPreference: number('local-preference', -1),
    pathId: number('path-id', 0),
    startIp: number('start-ip', 0),
    metric: { up: number('up-metric', 100), down: number('down-metric', 1000), disabled: number('disabled-metric', 500) },
    increase: number('increase', 1),
    community: { up: text('community'), down: away, disabled: away },
    asPath: { up: path('up-as-path'), down: path('down-as-path'), disabled: path('disabled-as-path') },
    extendedCommunity: text('extended-community'),
    largeCommunity: text('large-community'),
    withdraws: has('withdraw-on-down'),
    neighbors: all('neighbor'),
    executed: {
      always: all('execute'),
      up: all('up-execute'),
      down: all('down-execute'),
      disabled: all('disabled-execute'),
    },
    environment,
    given: new Set(given.map(({ name }) => name)),
  }
}

// What is said twice counts as it was said last, but for lists.
const valuesIn = (given: readonly Given[]) => {
  const all = (name: FlagOf): readonly string[] => given.flatMap((one) => (one.name === name ? (one.value ?? '') : []))
  // An empty text is as none: Python takes it for false.
  const text = (name: FlagOf): string | undefined => all(name).at(-1) || undefined
  const number = (name: FlagOf, otherwise: number): number => Number(all(name).at(-1) ?? otherwise)
  const has = (name: FlagOf): boolean => given.some((one) => one.name === name)
  // One of a state that is empty is none all the same.
  const path = (name: FlagOf): string | undefined => (has(name) ? text(name) : text('as-path'))
  return { all, text, number, has, path }
}
