// What else does one `exabgp healthcheck` do otherwise than we do, whatever it announces?
import type { Difference } from './difference.ts'
import type { FlagOf } from './flags.ts'
import { putsVips } from './loopback.ts'
import type { Settings } from './settings.ts'

type Habit = {
  readonly id: string
  readonly when: (settings: Settings) => boolean
  readonly text: string | ((settings: Settings) => string)
}

const given =
  (...names: readonly FlagOf[]) =>
  (settings: Settings): boolean =>
    names.some((name) => settings.given.has(name))

const written = (names: readonly FlagOf[], settings: Settings): string =>
  names
    .filter((name) => settings.given.has(name))
    .map((name) => `--${name}`)
    .join(' ')

const hooks: readonly FlagOf[] = ['execute', 'up-execute', 'down-execute', 'disabled-execute']
const rights: readonly FlagOf[] = ['user', 'group', 'sudo', 'pid']

/** In the order in which they matter. */
const habits: readonly Habit[] = [
  {
    id: 'never-withdrawn',
    when: ({ withdraws }) => !withdraws,
    text: 'until now never withdrawn, as --withdraw-on-down is not given: it stays so, by the attributes of "down"',
  },
  {
    id: 'always-healthy',
    when: ({ command }) => command === undefined,
    text: 'no --command, so it was always healthy: "command: [/bin/true]" keeps it so; say what is to be checked',
  },
  {
    id: 'maintenance',
    when: ({ disable, withdraws }) => disable !== undefined && !withdraws,
    text: 'while the file of --disable is there it was announced without an end: now for 24 hours at most (drain.for), then withdrawn',
  },
  {
    id: 'maintenance-down',
    when: ({ disable, withdraws }) => disable !== undefined && !withdraws,
    text: 'a service that is down when the file appears keeps what is worse of "down" and "drain"; until now it got the attributes of the file',
  },
  { id: 'loopback-label', when: (settings) => putsVips(settings) && settings.label !== undefined, text: '--label: addresses get no label' },
  {
    id: 'hooks',
    when: given(...hooks),
    text: (settings) =>
      `${written(hooks, settings)}: "hooks" now, with the same STATE, beside the line and not before it, killed after 10 s; no more on INIT, RISING and FALLING; "hooks --test" tries them`,
  },
  {
    id: 'one-shot',
    when: ({ intervalS }) => intervalS <= 0,
    text: '--interval 0 ended it after the first announcement: it cannot be mapped, and goes on every 5 s',
  },
  { id: 'timeout', when: ({ timeoutS }) => timeoutS <= 0, text: '--timeout 0 had a check run for ever: now 24 hours' },
  {
    id: 'counts',
    when: ({ rise, fall }) => [rise, fall].some((count) => count > 100),
    text: '--rise and --fall above 100: 100',
  },
  {
    id: 'rights',
    when: given(...rights),
    text: (settings) => `${written(rights, settings)}: it runs as the user of ExaBGP, and writes no such file`,
  },
  {
    id: 'interfaces',
    when: given('ip-ifname'),
    text: '--ip-ifname: say on which interface a service has its VIPs with loopback.interface; lo is written',
  },
  {
    id: 'logging',
    when: given('syslog-facility', 'no-syslog', 'silent', 'debug'),
    text: 'it logged to syslog: it logs to stderr, which ExaBGP hands to the journal; see log.level',
  },
]

/** By nature it repeats less and awaits answers: --debounce and --no-ack have no counterpart. */
export const habitsOf = (process: string, settings: Settings): readonly Difference[] =>
  habits
    .filter(({ when }) => when(settings))
    .map(({ id, text }) => ({ id, process, text: typeof text === 'string' ? text : text(settings) }))
