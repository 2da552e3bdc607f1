// Does one process alone say what becomes of a VIP, to neighbors that there are?
import { parseAddress } from '../../bgp/address.ts'
import { parsePrefix } from '../../bgp/prefix.ts'
import { type Check, fail, type Ours, type TextFile } from '../check.ts'
import type { Conf, Process } from '../conf.ts'
import { itemOf, renamed, takenOut } from '../listed.ts'
import { edit, remove, replacing, word } from '../mend.ts'
import { isLast } from '../spot.ts'
import { inList, isOurs } from './exabgp.ts'

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
      .map(({ prefix, spot }) => {
        const others = conf.routes.some((one) => one.spot === spot && one.prefix !== prefix)
        return fail(`${conf.path}:${spot.line} announces ${prefix} for ever`, others ? edit(conf.path, spot.line) : remove(conf.path, spot))
      })
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
        conf !== undefined && one.process !== undefined && shared.length === all.length ? withoutProcess(conf, one.process) : undefined
      return shared.map((vip) => fail(`process ${one.process?.name ?? ''} has ${vip}, as another has`, spare ?? withoutVip(vip, one)))
    })
  },
}

/** A process all of whose VIPs others have is not missed; a neighbor that hears of it alone hears of the first one of ours instead. */
const withoutProcess = ({ path, neighbors, processes }: Conf, { name, spot, close }: Process): string => {
  const other = processes.find((one) => one.name !== name && isOurs(one))?.name ?? name
  const lists = neighbors
    .flatMap(({ settings }) => settings.get('api processes') ?? [])
    .filter(({ value }) => value.split(' ').includes(name))
  const scripts = lists.map((list) => replacing(list.spot, inList(list.spot, name, list.value === name ? other : '')))
  const isApart = spot.before.trim() === '' && isLast(close)
  if (!isApart || scripts.includes(undefined)) return edit(path, spot.line)
  const all = [...new Set([...scripts.flatMap((script) => script ?? []), `${spot.line},${close.line}d`])]
  return `sed -i ${all.map((script) => `-e ${word(script)}`).join(' ')} ${word(path)}`
}

/** From the service that has it. */
const withoutVip = (vip: string, { config, file }: Ours): string | undefined => {
  if (file === undefined) return undefined
  const isMeant = (written: string) => {
    const prefix = parsePrefix(written)
    return prefix.ok && prefix.value.text === vip
  }
  const services = config.ok ? config.config.services : []
  const [item] = services.flatMap(({ name }) => itemOf(file, ['services', name, 'vips'], isMeant) ?? [])
  return item === undefined ? edit(file.path) : takenOut(item)
}

const selectors: Check = {
  id: 'yaml-neighbors',
  area: 'routes',
  needed: 'neighbors in our configuration that exabgp.conf has, in the same letters',
  judge: async (ask) => {
    const [conf, ours] = await Promise.all([ask('conf'), ask('ours')])
    const known = conf.neighbors.map(({ address }) => address)
    return ours.flatMap(({ config, file }) => {
      // ExaBGP compares letters, and until it has named a neighbor hears of it in ours.
      const { neighbors, spelling = {} } = config.ok ? config.config.exabgp : { neighbors: [] }
      const named = neighbors.map((address) => ({ address, written: spelling[address] ?? address }))
      const spare = known.filter((one) => !named.some(({ written }) => written === one))
      const strange = named.filter(({ written }) => !known.includes(written))
      return strange.map(({ address, written }, index) =>
        fail(`${conf.path} has no neighbor ${written}`, file && corrected(file, address, index === 0 ? spare : [])),
      )
    })
  },
}

/** Those that are left are meant by the first one that there is not; another one is one too many. */
const corrected = (file: TextFile, address: string, spare: readonly string[]): string => {
  const isMeant = (written: string) => {
    const read = parseAddress(written)
    return read.ok && read.value.text === address
  }
  const item = itemOf(file, ['bgp', 'neighbors'], isMeant)
  if (item === undefined) return edit(file.path)
  return spare.length > 0 ? renamed(item, spare) : takenOut(item)
}

export const routeChecks: readonly Check[] = [staticRoute, sharedVip, selectors]
