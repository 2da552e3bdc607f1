// Does one process alone say what becomes of a VIP, to neighbors that there are?
import { type Check, fail, type Ours, type TextFile } from '../check.ts'
import type { Conf, Process } from '../conf.ts'
import { literal, remove, word } from '../mend.ts'
import { isOurs } from './exabgp.ts'

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

export const routeChecks: readonly Check[] = [staticRoute, sharedVip, selectors]
