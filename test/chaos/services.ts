// Which eight services does the chaos strike, and what is right to announce for each?

/** `absent`, or the attributes of an announcement: `prepend 2`, `prepend 3 65535:0`. */
export type Stance = string

/** What an input may have been in the time that counts. */
export type Possible = (input: string) => ReadonlySet<string>

/** A stance that is right for a while only: on the way from `after` to another, up to `ms` after it was right. */
type Passing = { readonly stance: Stance; readonly after: Stance; readonly ms: number }

export type Service = {
  readonly name: string
  readonly vips: readonly string[]
  /** Servers of its backend, which has its name; none: it has no backend. */
  readonly servers: readonly string[]
  /** Its entry in our configuration, without the VIPs. */
  readonly policy: Readonly<Record<string, unknown>>
  /** Every stance that lasts, the best first. */
  readonly stances: readonly Stance[]
  /** What is right, given everything that the inputs may have been. */
  readonly right: (possible: Possible) => readonly Stance[]
  /** How much longer than others an improvement may take. */
  readonly slowMs: number
  readonly passing: readonly Passing[]
}

type Paths = {
  readonly flag: string
  readonly maintenance: (service: string) => string
}

/** How the name of the http check is written. */
export const slowName = 'app.chaos.test'
export const httpServer = { name: 'h1', address: '127.0.2.1', port: 8080 } as const

export const services = (paths: Paths): readonly Service[] => [...prompt(paths), ...patient(), ...mixed(paths)]

const prompt = ({ maintenance }: Paths): readonly Service[] => [
  simple('one', ['a1'], { checks: [{ backend: 'one', rise: 1, fall: 1 }] }),
  {
    ...simple('tiers', ['b1', 'b2', 'b3', 'b4'], {
      tiers: ladder.map((it) => ({ ...it, capacity: `${it.capacity}%`, leave: `${it.leave}%` })),
    }),
    stances: [...ladder.map(({ prepend }) => `prepend ${prepend}`), absent],
    right: (possible) => unique(backend(possible, ['b1', 'b2', 'b3', 'b4']).flatMap(({ share }) => tiersAt(share))),
  },
  {
    ...simple('resort', ['c1'], { down: { prepend: 6 } }),
    stances: [best, 'prepend 6', absent],
    right: (possible) => unique(backend(possible, ['c1']).map(({ share }) => (share > 0 ? best : 'prepend 6'))),
  },
  {
    ...simple('drains', ['d1', 'd2'], {
      drain: { for: '3s', prepend: 3, community: ['graceful-shutdown'] },
      'maintenance-file': maintenance('drains'),
    }),
    right: (possible) => [
      ...(possible('maintenance:drains').has('on') ? [absent] : []),
      ...(possible('maintenance:drains').has('off') ? upOrAbsent(backend(possible, ['d1', 'd2'])) : []),
    ],
    passing: [{ stance: 'prepend 3 65535:0', after: best, ms: 3000 }],
  },
]

const patient = (): readonly Service[] => [
  {
    ...simple('damped', ['e1'], { damping: { 'half-life': '2s', suppress: 2000, reuse: 750, longest: '8s' } }),
    slowMs: 8000,
  },
  {
    ...simple('gentle', ['f1'], { hold: '3s', warm: { for: '3s', prepend: 2 }, unknown: 'down' }),
    right: (possible) => [
      ...upOrAbsent(backend(possible, ['f1'])),
      ...(possible('socket').has('denied') || possible('haproxy').has('hung') ? [absent] : []),
    ],
    slowMs: 3000,
    passing: [{ stance: 'prepend 2', after: absent, ms: 3000 }],
  },
]

const mixed = ({ flag, maintenance }: Paths): readonly Service[] => [
  {
    ...simple('either', ['g1'], {
      checks: [{ backend: 'either' }, { http: `http://${slowName}:${httpServer.port}/`, interval: '500ms' }],
      require: 'any',
    }),
    right: (possible) => {
      const answers = possible(`http:${httpServer.name}`).has('well') && possible('names').has('answering')
      const silent = possible(`http:${httpServer.name}`).has('dead') || possible('names').has('silent')
      const behind = upOrAbsent(backend(possible, ['g1']))
      return [...(answers || behind.includes(best) ? [best] : []), ...(silent && behind.includes(absent) ? [absent] : [])]
    },
  },
  {
    ...simple('command', [], {
      checks: [{ command: ['test', '-e', flag] }],
      drain: { for: '5s', until: 'idle', prepend: 1 },
      'maintenance-file': maintenance('command'),
    }),
    vips: ['9.9.9.8/32', '2001:db8::8/128'],
    right: (possible) => [
      ...(possible('flag').has('there') && possible('maintenance:command').has('off') ? [best] : []),
      ...(possible('flag').has('gone') || possible('maintenance:command').has('on') ? [absent] : []),
    ],
    passing: [{ stance: 'prepend 1', after: best, ms: 5000 }],
  },
]

export const absent: Stance = 'absent'
const best: Stance = 'prepend 0'

const names = ['one', 'tiers', 'resort', 'drains', 'damped', 'gentle', 'either', 'command']

/** One tier on a backend of its own. */
const simple = (name: string, servers: readonly string[], policy: Readonly<Record<string, unknown>>): Service => ({
  name,
  vips: [`9.9.9.${names.indexOf(name) + 1}/32`],
  servers,
  policy: { checks: [{ backend: name }], ...policy },
  stances: [best, absent],
  right: (possible) => upOrAbsent(backend(possible, servers)),
  slowMs: 0,
  passing: [],
})

const ladder = [
  { capacity: 75, leave: 60, prepend: 0 },
  { capacity: 50, leave: 40, prepend: 2 },
  { capacity: 1, leave: 1, prepend: 4 },
] as const

// The best tier that is reached, or a better one that is not left yet.
const tiersAt = (share: number): readonly Stance[] => {
  const reached = ladder.findIndex(({ capacity }) => share * 100 >= capacity)
  const kept = ladder.filter(({ leave }, index) => share * 100 >= leave && (reached === -1 || index < reached))
  const at = reached === -1 ? [absent] : [`prepend ${ladder[reached]?.prepend}`]
  return [...kept.map(({ prepend }) => `prepend ${prepend}`), ...at]
}

const upOrAbsent = (found: readonly Capacity[]): readonly Stance[] => unique(found.map(({ share }) => (share > 0 ? best : absent)))

type Capacity = { readonly share: number }

/** Every capacity that a backend may have had. */
const backend = (possible: Possible, servers: readonly string[]): readonly Capacity[] => [
  ...(possible('haproxy').has('running') || possible('haproxy').has('hung')
    ? mixtures(servers.map((it) => states(possible, it))).map(capacity)
    : []),
  ...(possible('haproxy').has('dead') ? [{ share: 0 }] : []),
]

/** `away`: takes no requests by order, and counts. `out`: does not count. */
type State = 'serving' | 'dead' | 'away' | 'out'

const states = (possible: Possible, server: string): readonly State[] => {
  const dead = possible(`server:${server}`).has('dead') || possible(`said:${server}`).has('dead')
  const well = possible(`server:${server}`).has('well')
  const ready: readonly State[] = [
    ...(well && possible(`weight:${server}`).has('weight 100%') ? (['serving'] as const) : []),
    ...(possible(`weight:${server}`).has('weight 0') ? (['away', 'out'] as const) : []),
    ...(dead ? (['dead'] as const) : []),
  ]
  const byOrder: Readonly<Record<string, readonly State[]>> = { 'state ready': ready, 'state drain': ['away'], 'state maint': ['out'] }
  return unique([...possible(`order:${server}`)].flatMap((order) => byOrder[order] ?? []))
}

const mixtures = (all: readonly (readonly State[])[]): readonly (readonly State[])[] =>
  all.reduce<readonly (readonly State[])[]>((before, next) => before.flatMap((chosen) => next.map((it) => [...chosen, it])), [[]])

const capacity = (mixture: readonly State[]): Capacity => {
  const counted = mixture.filter((it) => it !== 'out').length
  return { share: counted === 0 ? 0 : mixture.filter((it) => it === 'serving').length / counted }
}

const unique = <It>(all: readonly It[]): readonly It[] => [...new Set(all)]
