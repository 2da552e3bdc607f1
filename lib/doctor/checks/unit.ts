// Does systemd start ExaBGP, again and again, with the exabgp.conf that was looked at?
import { type Ask, type Check, type Finding, fail, warn } from '../check.ts'
import { dropIn, word } from '../mend.ts'
import { property, type Unit } from '../unit.ts'

const usualConf = '/etc/exabgp/exabgp.conf'

const elsewhere: Finding = { level: 'skipped', seen: 'systemd knows no unit of ExaBGP here: something else starts it' }

const ofUnit =
  (judge: (unit: Unit, ask: Ask) => readonly Finding[] | Promise<readonly Finding[]>): Check['judge'] =>
  async (ask) => {
    const unit = await ask('unit')
    return unit === undefined || property(unit, 'LoadState') !== 'loaded' ? [elsewhere] : judge(unit, ask)
  }

const enabled: Check = {
  id: 'unit',
  area: 'exabgp',
  needed: 'a unit of systemd that starts ExaBGP when the machine starts',
  judge: async (ask) => {
    const unit = await ask('unit')
    if (unit === undefined) return [elsewhere]
    const [load, file] = [property(unit, 'LoadState'), property(unit, 'UnitFileState')]
    if (load === 'masked') return [fail('the unit exabgp is masked', 'systemctl unmask exabgp')]
    if (load === 'not-found') return missing((await ask('running').catch(() => [])).length > 0)
    if (load !== 'loaded') return [fail(`systemd cannot read the unit exabgp (${load})`, 'systemd-analyze verify exabgp.service')]
    return file === 'disabled' ? [warn('the unit exabgp is not started with the machine', 'systemctl enable exabgp')] : []
  },
}

/** A process of ours that runs has been started by something else. */
const missing = (isElsewhere: boolean): readonly Finding[] =>
  isElsewhere ? [elsewhere] : [warn('there is no unit exabgp', 'apt-get install --yes --no-install-recommends exabgp')]

const running: Check = {
  id: 'unit-running',
  area: 'exabgp',
  needed: 'an ExaBGP that runs',
  judge: ofUnit((unit) => {
    const state = property(unit, 'ActiveState')
    if (state === 'active' || state === 'reloading') return []
    return [fail(`the unit exabgp is ${state} (${property(unit, 'Result')})`, 'systemctl reset-failed exabgp; systemctl restart exabgp')]
  }),
}

const restart: Check = {
  id: 'unit-restart',
  area: 'exabgp',
  needed: 'Restart=always and StartLimitIntervalSec=0 in the unit: ExaBGP 4.2 and 5.0 end with status 0 when a process dies too often',
  judge: ofUnit((unit) => {
    const [how, limit] = [property(unit, 'Restart'), property(unit, 'StartLimitIntervalUSec')]
    return [
      ...(how === 'always' ? [] : [warn(`the unit exabgp has Restart=${how}`, dropIn('Service', 'Restart=always', 'RestartSec=1'))]),
      ...(limit === '0' || limit === ''
        ? []
        : [
            warn(
              `systemd gives ExaBGP up after ${property(unit, 'StartLimitBurst')} starts in ${limit}`,
              dropIn('Unit', 'StartLimitIntervalSec=0'),
            ),
          ]),
    ]
  }),
}

const conf: Check = {
  id: 'unit-conf',
  area: 'exabgp',
  needed: 'a unit that starts ExaBGP with the exabgp.conf that doctor reads',
  judge: ofUnit(async ({ start: [program = 'exabgp', ...others] }, ask) => {
    const { path } = await ask('file')
    const named = others.findLast((one) => one.includes('/') || one.endsWith('.conf'))
    if (named === undefined || named === path) return []
    const seen = `the unit exabgp starts it with ${named}, and not with ${path}`
    const words = [program, ...others.map((one) => (one === named ? path : one))].join(' ')
    // Whoever names another file wants to know of that.
    return path === usualConf ? [fail(seen, dropIn('Service', 'ExecStart=', `ExecStart=${words}`))] : [{ level: 'note', seen }]
  }),
}

const leave: Check = {
  id: 'unit-stop',
  area: 'exabgp',
  needed: 'an ExecStop that has all withdrawn: ExaBGP closes its sessions before its processes hear of the end',
  judge: ofUnit((unit) => {
    const stops = unit.values.get('ExecStop') ?? []
    const isThere = stops.some((line) => /exabgp-haproxy(\.js)? drain .*--all/.test(line))
    if (!isThere) return [warn('the unit exabgp has no ExecStop with exabgp-haproxy drain --all', dropIn('Service', leaves, patience))]
    return []
  }),
}

/** So many connections at once, for all checks, the page and what is running. */
const leastFiles = 1000

const files: Check = {
  id: 'unit-files',
  area: 'exabgp',
  needed: 'LimitNOFILE for 1,000 connections, and three files for each check: without a file a check cannot look',
  judge: ofUnit(async (unit, ask) => {
    const ours = await ask('ours').catch(() => [])
    const services = ours.flatMap(({ config }) => (config.ok ? config.config.services : []))
    const least = leastFiles + 3 * services.reduce((sum, { checks }) => sum + checks.length, 0)
    const limit = property(unit, 'LimitNOFILE')
    if (limit === '' || limit === 'infinity' || Number(limit) >= least) return []
    return [warn(`the unit exabgp has LimitNOFILE=${limit}, and ${least} are needed`, dropIn('Service', 'LimitNOFILE=524288'))]
  }),
}

const restarts: Check = {
  id: 'unit-restarts',
  area: 'exabgp',
  needed: 'an ExaBGP that systemd need not start again: 4.2 and 5.0 end when a process of theirs starts six times within 64 s',
  judge: ofUnit((unit) => {
    const times = Number(property(unit, 'NRestarts') || 0)
    if (times === 0) return []
    const why = "journalctl --unit exabgp --grep 'Too many|error:' --no-pager | tail"
    return [{ level: 'note', seen: `systemd has started ExaBGP again, ${times} times`, mend: `${why}; systemctl reset-failed exabgp` }]
  }),
}

const environment: Check = {
  id: 'unit-environment',
  area: 'exabgp',
  needed: 'files of EnvironmentFile= that are there, without which ExaBGP does not start; what they set goes before exabgp.env',
  judge: ofUnit(({ files }) =>
    files.flatMap((file): readonly Finding[] => {
      if (!('reason' in file)) return []
      if (file.reason !== 'ENOENT')
        return [{ level: 'note', seen: `${file.path} cannot be read (${file.reason}): what it sets is not looked at` }]
      return file.isOptional ? [] : [fail(`there is no ${file.path}, which the unit exabgp needs`, `touch ${word(file.path)}`)]
    }),
  ),
}

const leaves = 'ExecStop=-exabgp-haproxy drain --all --reason stop --wait 30s'
const patience = 'TimeoutStopSec=90'

export const unitChecks: readonly Check[] = [enabled, running, restart, restarts, conf, environment, files, leave]
