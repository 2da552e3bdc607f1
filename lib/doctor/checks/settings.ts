// Which of ExaBGP's own settings take routes away, delay them, or hide what happens?
import { type Check, type Finding, fail, warn } from '../check.ts'
import { isTrue, type Settings, set, where } from '../settings.ts'
import { property } from '../unit.ts'

/** `right`: what it has to be; `what`: what follows as it is. */
type Rule = {
  readonly key: string
  readonly level: (seen: string, mend?: string) => Finding
  readonly isWrong: (value: string) => boolean
  readonly right: string
  readonly what: string
}

const off = (key: string, level: Rule['level'], what: string): Rule => ({
  key,
  level,
  isWrong: (value) => !isTrue(value),
  right: 'true',
  what,
})
const on = (key: string, level: Rule['level'], what: string): Rule => ({ key, level, isWrong: isTrue, right: 'false', what })
const above = (key: string, most: number, right: string, what: string): Rule => ({
  key,
  level: warn,
  isWrong: (value) => Number(value) > most,
  right,
  what,
})

const broken = (settings: Settings, rules: readonly Rule[]): readonly Finding[] =>
  rules.flatMap(({ key, level, isWrong, right, what }) => {
    const value = settings.settings.get(key)?.value
    return value === undefined || !isWrong(value) ? [] : [level(`${where(settings, key)} is ${value}: ${what}`, set(settings, key, right))]
  })

const ruled = (id: string, needed: string, ...rules: readonly Rule[]): Check => ({
  id,
  area: 'exabgp',
  needed,
  judge: async (ask) => broken(await ask('env'), rules),
})

const ack = ruled(
  'api-ack',
  'acknowledgements: without them nobody hears that ExaBGP refused a route',
  off('api.ack', warn, 'a refusal is not heard'),
)

const terminate = ruled(
  'api-terminate',
  'sessions that outlive a process of ours',
  on('api.terminate', warn, 'ExaBGP closes its sessions when it loses a process'),
)

const attempts = ruled(
  'session-attempts',
  'sessions that are tried at once, and again when they end',
  on('tcp.once', fail, 'ExaBGP ends with its first session'),
  above('tcp.delay', 0, '0', 'ExaBGP waits for so many minutes before it connects'),
)

const debugging = ruled(
  'exabgp-debug',
  'an ExaBGP without what its developers have to look for mistakes',
  on('debug.selfcheck', fail, 'ExaBGP checks its configuration and ends'),
  on('debug.defensive', fail, 'ExaBGP makes mistakes by chance, on purpose'),
  on('debug.pdb', fail, 'after a mistake ExaBGP waits for a person'),
  on('pdb.enable', fail, 'after a mistake ExaBGP waits for a person'),
  on('profile.enable', warn, 'ExaBGP measures itself, which makes it slow'),
  above('reactor.speed', 1, '1.0', 'ExaBGP takes its time between what it does, before a withdraw too'),
)

const log = ruled(
  'exabgp-log',
  'a log of ExaBGP that tells of sessions and of its processes, and not of each packet',
  off('log.enable', warn, 'nobody hears why a session ended'),
  off('log.network', warn, 'nobody hears why a session ended'),
  off('log.processes', warn, 'nobody hears why a process ended'),
  on('log.all', warn, 'each packet is a line, which ExaBGP writes before it goes on'),
)

const drop: Check = {
  id: 'daemon-drop',
  area: 'exabgp',
  needed: 'a program that runs as the user of ExaBGP, which else cannot end it',
  judge: async (ask) => {
    const [settings, unit] = await Promise.all([ask('env'), ask('unit').catch(() => undefined)])
    if (unit !== undefined && !['', 'root'].includes(property(unit, 'User'))) return []
    return broken(settings, [keptRights])
  },
}

const keptRights = off('daemon.drop', warn, 'started as root, ExaBGP runs our program as root')

const files: Check = {
  id: 'exabgp-files',
  area: 'exabgp',
  needed: 'a log and a pid file that ExaBGP may write, without which it ends',
  judge: async (ask) => {
    const [settings, unwritable] = await Promise.all([ask('env'), ask('unwritable')])
    return unwritable.map(({ key, path }) =>
      fail(`${where(settings, key)} is ${path}, which cannot be written`, set(settings, key, key === 'daemon.pid' ? "''" : "'stdout'")),
    )
  },
}

export const settingChecks: readonly Check[] = [ack, terminate, drop, attempts, log, files, debugging]
