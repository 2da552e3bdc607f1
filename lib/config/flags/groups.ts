// Under which heading of --help does a flag stand?
import { type FlagName, flagNames, flags } from './flags.ts'

const titles = {
  service: 'Service:',
  checks: 'Checks:',
  announced: 'What is announced:',
  timing: 'Timing:',
  haproxy: 'HAProxy:',
  exabgp: 'ExaBGP:',
  logging: 'Logging:',
} as const

type Group = keyof typeof titles

/** Where a key of the configuration belongs for a reader; the longest path that fits counts. */
const groupOfKeys: Readonly<Record<string, Group>> = {
  tiers: 'announced',
  down: 'announced',
  haproxy: 'haproxy',
  bgp: 'announced',
  'bgp.damping': 'timing',
  defaults: 'timing',
  exabgp: 'exabgp',
  sessions: 'exabgp',
  control: 'exabgp',
  record: 'logging',
  log: 'logging',
}

const groupOf = (name: FlagName): Group => {
  const { to, path } = flags[name]
  if (to === 'check') return 'checks'
  return groupOfKeys[path.join('.')] ?? groupOfKeys[path[0] ?? ''] ?? 'service'
}

/** Every flag once, in the order in which one needs them: a heading, and the flags below it. */
export const flagGroups: readonly (readonly [title: string, names: readonly FlagName[]])[] = (
  ['service', 'checks', 'announced', 'timing', 'haproxy', 'exabgp', 'logging'] as const
).map((group) => [titles[group], flagNames.filter((name) => groupOf(name) === group)])
