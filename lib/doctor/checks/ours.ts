// Can our program run as ExaBGP starts it, and is what it is told right?
import { parsePrefix } from '../../bgp/prefix.ts'
import { formatProblem } from '../../config/problems/problem.ts'
import { type Check, type Finding, fail, type Ours, type TextFile, warn } from '../check.ts'
import type { Conf, Process } from '../conf.ts'
import { change, dropIn, edit, literal, remove, word } from '../mend.ts'
import { property, type Unit } from '../unit.ts'
import { isOurs } from './exabgp.ts'

const executable: Check = {
  id: 'program-executable',
  area: 'program',
  needed: 'a program that ExaBGP may run, and that runs as its user',
  judge: async (ask) => {
    const [conf, programs] = await Promise.all([ask('conf'), ask('programs')])
    return programs.flatMap(({ path, line, state, instead }): readonly Finding[] => {
      if (state === 'executable') return []
      if (state === 'denied') return [fail(`${path} cannot be executed`, `chmod a+rx ${word(path)}`)]
      if (state === 'setuid') return [fail(`${path} is setuid or setgid, which ExaBGP refuses`, `chmod ug-s ${word(path)}`)]
      const mend = instead === undefined ? edit(conf.path, line) : change(conf.path, line ?? 1, literal(path), instead)
      return [fail(`there is no ${path}`, mend)]
    })
  },
}

const node: Check = {
  id: 'node-version',
  area: 'program',
  needed: 'Node 20.19 or newer in the PATH of ExaBGP',
  judge: async (ask) => {
    const { found, own, path, isUnits } = await ask('node')
    const [major = 0, minor = 0] = (found ?? '').replace(/^v/, '').split('.').map(Number)
    if (major > 20 || (major === 20 && minor >= 19)) return []
    const folder = own.slice(0, own.lastIndexOf('/'))
    const mend = isUnits ? dropIn('Service', `Environment=PATH=${folder}:${path}`) : `ln -sf ${word(own)} /usr/local/bin/node`
    return [fail(`${found === undefined ? 'there is no node' : `node is ${found}`} in ${path}`, mend)]
  },
}

const valid: Check = {
  id: 'config-valid',
  area: 'us',
  needed: 'a configuration without mistakes and warnings',
  judge: async (ask) => {
    const [ours, { group }] = await Promise.all([ask('ours'), ask('user')])
    return ours.flatMap(({ file, config }) => {
      if (file !== undefined && 'reason' in file) return [unreadable(file, group)]
      const problems = config.ok ? config.warnings : config.problems
      return problems.map((problem) => {
        const { place, text, warning } = problem
        const guess = /got "([^"]+)"\. Did you mean "([^"]+)"\?$/.exec(text)
        if (place.kind !== 'file') return (warning === true ? warn : fail)(formatProblem(problem))
        const mend = guess === null ? edit(place.file, place.line) : change(place.file, place.line, literal(guess[1] ?? ''), guess[2] ?? '')
        return (warning === true ? warn : fail)(formatProblem(problem), mend)
      })
    })
  },
}

const unreadable = ({ path, reason }: TextFile & { readonly reason: string }, group: string): Finding =>
  fail(
    `${path} cannot be read (${reason})`,
    reason === 'EACCES' ? `chgrp ${word(group)} ${word(path)} && chmod g+r ${word(path)}` : `ls -l ${word(path)}`,
  )

const vipsOf = ({ config }: Ours): readonly string[] =>
  config.ok ? config.config.services.flatMap(({ vips }) => vips.map(({ text }) => text)) : []

const staticRoute: Check = {
  id: 'static-route',
  area: 'routes',
  needed: 'no VIP in exabgp.conf itself, where it stays announced whatever happens',
  judge: async (ask) => {
    const [conf, ours] = await Promise.all([ask('conf'), ask('ours')])
    const vips = ours.flatMap(vipsOf)
    return conf.routes
      .filter(({ prefix }) => vips.includes(prefix))
      .map(({ prefix, line }) => fail(`${conf.path}:${line} announces ${prefix} for ever`, remove(conf.path, line)))
  },
}

const sharedVip: Check = {
  id: 'shared-vip',
  area: 'routes',
  needed: 'every VIP in one process alone: one would withdraw what another announces',
  judge: async (ask) => {
    const ours = await ask('ours')
    const conf = ours.length > 1 ? await ask('conf') : undefined
    return ours.flatMap((one, index) => {
      const former = ours.slice(0, index).flatMap(vipsOf)
      const all = vipsOf(one)
      const shared = all.filter((vip) => former.includes(vip))
      const spare =
        conf !== undefined && one.process !== undefined && shared.length === all.length ? takenOut(conf, one.process) : undefined
      return shared.map((vip) => fail(`process ${one.process?.name ?? ''} has ${vip}, as another has`, spare ?? without(vip, one.file)))
    })
  },
}

/** A process all of whose VIPs others have is not missed; a neighbor that hears of it alone hears of the first one of ours instead. */
const takenOut = ({ path, neighbors, processes }: Conf, { name, line, lastLine }: Process): string => {
  const other = processes.find((one) => one.name !== name && isOurs(one))?.name ?? name
  const lists = neighbors.flatMap(({ settings }) => settings.get('api processes') ?? [])
  const scripts = lists
    .filter(({ value }) => value.split(' ').includes(name))
    .map((list) => `${list.line}s/\\b${name}\\b *,\\{0,1\\}/${list.value === name ? other : ''}/`)
  return `sed -i ${[...new Set(scripts), `${line},${lastLine}d`].map((script) => `-e ${word(script)}`).join(' ')} ${word(path)}`
}

/** As a word of a list, with the comma behind or before it, or as a line of its own. */
const without = (vip: string, file: TextFile | undefined): string | undefined => {
  const text = `["']\\{0,1\\}\\b${literal(vip)}\\b["']\\{0,1\\}`
  return file && `sed -i ${word(`s/${text} *, *//;s/ *, *${text}//;/^ *- *${text} *$/d`)} ${word(file.path)}`
}

const selectors: Check = {
  id: 'yaml-neighbors',
  area: 'routes',
  needed: 'neighbors in our configuration that exabgp.conf has',
  judge: async (ask) => {
    const [conf, ours] = await Promise.all([ask('conf'), ask('ours')])
    const known = conf.neighbors.map(({ address }) => address)
    return ours.flatMap(({ config, file }) => {
      const named = config.ok ? config.config.exabgp.neighbors : []
      const spare = known.filter((one) => !named.includes(one))
      return named
        .filter((one) => !known.includes(one))
        .map((one) => fail(`${conf.path} has no neighbor ${one}`, file && renamed(one, spare, file.path)))
    })
  },
}

/** The one that is left is meant; of several all are, and without any it is one too many. */
const renamed = (name: string, spare: readonly string[], path: string): string => {
  const text = literal(name)
  return `sed -i ${word(spare.length > 0 ? `s|${text}|${spare.join(', ')}|` : `s/${text} *, *//;s/ *, *${text}//`)} ${word(path)}`
}

const folder: Check = {
  id: 'state-folder',
  area: 'us',
  needed: 'a folder for the state file and the control socket that ExaBGP may write to',
  judge: async (ask) => {
    const [{ path, state }, { name }] = await Promise.all([ask('folder'), ask('user')])
    return state === 'denied' ? [fail(`${path} cannot be written or made`, `install -d -o ${word(name)} -m 755 ${word(path)}`)] : []
  },
}

const unit = '/etc/systemd/system/exabgp.service.d'

/** Now, and whenever ExaBGP starts. */
const keptOnLoopback = (vips: readonly string[]): string => {
  const address = 'ip address replace $vip dev lo'
  const kept = `grep -qsF " $vip " ${unit}/vip.conf || printf '[Service]\\nExecStartPre=+/usr/sbin/%s\\n' "${address}" >>${unit}/vip.conf`
  return `mkdir -p ${unit} && for vip in ${vips.join(' ')}; do ${address}; ${kept}; done && systemctl daemon-reload`
}

const vipLocal: Check = {
  id: 'vip-local',
  area: 'machine',
  needed: 'every VIP as an address of this machine',
  judge: async (ask) => {
    const missing = await ask('missingVips')
    if (missing.length === 0) return []
    const coming = comingWith(await ask('unit').catch(() => undefined))
    return missing.flatMap(({ sentence, vips }): readonly Finding[] => {
      const lacking = vips.filter((vip) => !coming.includes(vip))
      if (lacking.length > 0) return [fail(sentence, keptOnLoopback(lacking))]
      return [{ level: 'note', seen: `${vips.join(', ')}: put on this machine when ExaBGP starts, by ExecStartPre of its unit` }]
    })
  },
}

/** VIPs that `ip address add` or `replace` puts on this machine before a start that is still to come. */
const comingWith = (unit: Unit | undefined): readonly string[] =>
  unit === undefined || property(unit, 'ActiveState') === 'active'
    ? []
    : unit.before
        .filter(
          (words) => words.some((word) => /^a(d|dd|ddr|ddress)?$/.test(word)) && words.some((word) => ['add', 'replace'].includes(word)),
        )
        .flatMap((words) => words.filter((word) => parsePrefix(word).ok))

export const ourChecks: readonly Check[] = [executable, node, valid, folder, staticRoute, sharedVip, selectors, vipLocal]
