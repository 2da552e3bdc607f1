// Does ExaBGP run our program, and does every neighbor hear from it?
import { matchesName } from '../../migrate/hears.ts'
import { type Check, fail, warn } from '../check.ts'
import type { Conf, Neighbor, Process } from '../conf.ts'
import { addBelow, remove, replace, word } from '../mend.ts'
import type { Spot } from '../spot.ts'

/** Whether the word of a line with `run` is this program. */
export const isProgram = (path: string): boolean => /(^|\/)exabgp-haproxy(\.js)?$/.test(path)

/** Whether it runs this program. */
export const isOurs = ({ runs }: Process): boolean => runs.some(({ words }) => words.some(isProgram))

export const oursIn = ({ processes }: Conf): readonly Process[] => processes.filter(isOurs)

const listed = (conf: Conf): readonly string[] =>
  conf.neighbors.flatMap(({ settings }) => settings.get('api processes')?.value.split(' ') ?? [])

const confReadable: Check = {
  id: 'exabgp-conf',
  area: 'exabgp',
  needed: 'an exabgp.conf that ExaBGP may read, with a process that runs this program',
  judge: async (ask) => {
    const file = await ask('file')
    if ('reason' in file) {
      return [fail(`${file.path} cannot be read (${file.reason})`, readable(file, (await ask('user')).group))]
    }
    const conf = await ask('conf')
    if (oursIn(conf).length > 0) return []
    return [fail(`no process of ${conf.path} runs exabgp-haproxy`, added(conf, await ask('self')))]
  },
}

/** Nothing is written where nothing can be made, as without `sessions`, and never over what is there. */
const readable = ({ path, reason }: { readonly path: string; readonly reason: string }, group: string): string => {
  if (reason === 'EACCES') return `chgrp ${word(group)} ${word(path)} && chmod g+r ${word(path)}`
  if (reason !== 'ENOENT') return `ls -ld ${word(path)}`
  const fresh = word(`${path}.new`)
  return `exabgp-haproxy exabgp-conf --config /etc/exabgp/exabgp-haproxy.yaml >${fresh} && mv ${fresh} ${word(path)}`
}

/** The block; which neighbors hear from it `api-block` says. */
const added = ({ path, processes }: Conf, program: string): string => {
  const free = ['rhi', 'exabgp-haproxy', 'rhi2'].find((name) => processes.every((one) => one.name !== name)) ?? 'rhi3'
  const run = `run ${program} --config /etc/exabgp/exabgp-haproxy.yaml;`
  return `printf '%s\\n' '' 'process ${free} {' ${word(`    ${run}`)} '    encoder text;' '}' >>${word(path)}`
}

const encoder: Check = {
  id: 'encoder',
  area: 'exabgp',
  needed: '"encoder text;" in the process block, without which ExaBGP 4.2 and 5.0 refuse the file',
  judge: async (ask) => {
    const conf = await ask('conf')
    return oursIn(conf)
      .filter(({ settings }) => !settings.has('encoder'))
      .map(({ name, spot }) => fail(`process ${name} has no encoder`, addBelow(conf.path, spot, 'encoder text;')))
  },
}

const runLines: Check = {
  id: 'run-lines',
  area: 'exabgp',
  needed: 'one "run" line a process: ExaBGP takes the last one only',
  judge: async (ask) => {
    const conf = await ask('conf')
    return conf.processes.flatMap(({ name, runs }) =>
      runs.slice(0, -1).map(({ spot }) => fail(`process ${name} has ${runs.length} lines with "run"`, remove(conf.path, spot))),
    )
  },
}

const runCommand: Check = {
  id: 'run-command',
  area: 'exabgp',
  needed: 'the command run, or none, in the "run" line: ExaBGP 4.2 and 5.0 stop when what they start ends again and again',
  judge: async (ask) => {
    const [{ path }, wrong] = await Promise.all([ask('conf'), ask('notRun')])
    return wrong.map(({ process, run, text }) =>
      fail(`process ${process} asks for ${text}, not for run`, replace(path, run, withRun(run.written, text))),
    )
  },
}

const withRun = (written: string, text: string): string =>
  written.replace(new RegExp(`(\\s)${text.replace(/[^\w ]/g, '\\$&')}(?![^\\s;])`), text.startsWith('-') ? '' : '$1run')

/** By its list, or by an expression, which ExaBGP compares with the beginning of a name; that a name in the list is no process `api-process` says. */
const hearsOf = (conf: Conf, { settings }: Neighbor): boolean => {
  const names = settings.get('api processes')?.value.split(' ') ?? []
  const known = conf.processes.map(({ name }) => name)
  const ours = oursIn(conf).map(({ name }) => name)
  const expressions =
    settings
      .get('api processes-match')
      ?.value.split(' ')
      .filter((one) => one !== '') ?? []
  // What only Python understands counts as ours.
  if (expressions.some((one) => ours.some((name) => matchesName(one, name) !== false))) return true
  return names.some((name) => ours.includes(name) || (name !== '' && !known.includes(name)))
}

const apiBlock: Check = {
  id: 'api-block',
  area: 'exabgp',
  needed: 'an api block that lists our process, in each neighbor that is to hear from it',
  judge: async (ask) => {
    const conf = await ask('conf')
    const [process] = oursIn(conf)
    if (process === undefined) return []
    const deaf = conf.neighbors.filter((neighbor) => !hearsOf(conf, neighbor))
    const say = deaf.length === conf.neighbors.length ? fail : warn
    return deaf.map(({ address, spot, settings }) => {
      // One of the two: ExaBGP refuses both in a neighbor.
      const list = settings.get('api processes') ?? settings.get('api processes-match')
      if (list === undefined)
        return say(
          `neighbor ${address} lists no process`,
          addBelow(conf.path, spot, `api { processes [ ${process.name} ]; neighbor-changes; }`),
        )
      const joined = replace(
        conf.path,
        list.spot,
        list.spot.written.replace('[', () => `[ ${process.name}`),
      )
      return say(`neighbor ${address} lists ${list.value}, and no process of ours`, joined)
    })
  },
}

/** As the list reads with another name in its place, or none. */
export const inList = ({ written }: Spot, name: string, instead: string): string =>
  written.replace(/(?<=\[)[^\]]*/, (names) =>
    ` ${wordsIn(names)
      .map((one) => (one === name ? instead : one))
      .join(' ')} `.replace(/ +/g, ' '),
  )

const wordsIn = (list: string): readonly string[] => list.split(/[\s,]+/).filter((one) => one !== '')

const apiProcess: Check = {
  id: 'api-process',
  area: 'exabgp',
  needed: 'names in api blocks that are those of process blocks',
  judge: async (ask) => {
    const conf = await ask('conf')
    const names = conf.processes.map(({ name }) => name)
    const unlisted = oursIn(conf)
      .map(({ name }) => name)
      .filter((name) => !listed(conf).includes(name))
    return conf.neighbors.flatMap(({ address, settings }) => {
      const setting = settings.get('api processes')
      if (setting === undefined) return []
      const wrong = setting.value.split(' ').filter((name) => name !== '' && !names.includes(name))
      return wrong.map((name) =>
        fail(
          `neighbor ${address} lists process ${name}, which there is not`,
          replace(conf.path, setting.spot, inList(setting.spot, name, unlisted[0] ?? names[0] ?? '')),
        ),
      )
    })
  },
}

const neighborChanges: Check = {
  id: 'neighbor-changes',
  area: 'exabgp',
  needed: '"neighbor-changes;" in the api block: we hear when a session comes up, and say again what it may lack',
  judge: async (ask) => {
    const conf = await ask('conf')
    return conf.neighbors.flatMap(({ address, settings }) => {
      const listed = settings.get('api processes')
      if (listed === undefined || settings.has('api neighbor-changes')) return []
      return [warn(`neighbor ${address} does not tell of its changes`, addBelow(conf.path, listed.spot, 'neighbor-changes;'))]
    })
  },
}

export const processChecks: readonly Check[] = [confReadable, encoder, runLines, runCommand, apiBlock, apiProcess, neighborChanges]
