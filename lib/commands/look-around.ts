// What does one look at HAProxy, at every check and at this machine show?
import { parsePrefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import { probeEvents } from '../daemon/events.ts'
import { lookForMaintenance } from '../daemon/maintenance.ts'
import { createProbes } from '../daemon/probes.ts'
import { maintenanceFiles } from '../engine/maintenance.ts'
import { groupId } from '../io/groups.ts'
import { isFolder } from '../io/maintenance.ts'
import { ownAddresses } from '../io/own-addresses.ts'
import { proxyNames } from '../io/proxy-names.ts'
import { concernsOf } from '../log/concerns.ts'
import { missingSentence, missingVips } from '../policy/missing-vips.ts'
import { askOnce } from './ask-once.ts'

/** HAProxy has just answered. */
const namesWithinMs = 2000

/** Asks every check once; gives what was answered, whether the ring can be followed, and what is wrong or worth a remark. Commands end when `signal` aborts. */
export const lookAround = async (config: Config, signal?: AbortSignal) => {
  const probes = createProbes(() => {})
  signal?.addEventListener('abort', probes.stop)
  const { asked, statistics } = await askOnce(config, probes, await lookForMaintenance(config))
  probes.stop()
  const ring = await probeEvents(config)
  const concerns = concernsOf(
    asked.map(({ service }) => service),
    {
      statistics,
      names: statistics?.ok === true ? await proxyNames(config.haproxy.stats, namesWithinMs) : undefined,
      ring,
      missingVips: new Map(missingOf(config)?.map(({ service, vips }) => [service, missingSentence(vips)])),
      folders: await maintenanceFolders(config),
      missingGroup: await missingGroup(config),
      localAs: config.localAs,
    },
  )
  return { asked, ring, concerns }
}

/** By service, the VIPs that are no address of this machine, but for those that the running process puts there; undefined where nobody knows. */
export const missingOf = (config: Config): ReturnType<typeof missingVips> | undefined => {
  const look = ownAddresses()
  if (!look.ok) return undefined
  return missingVips(
    { ...config, services: config.services.filter(({ loopback }) => loopback === undefined) },
    look.addresses.map(parsePrefix).flatMap((read) => (read.ok ? [read.value] : [])),
  )
}

const maintenanceFolders = async (config: Config): Promise<ReadonlySet<string>> => {
  const paths = [...maintenanceFiles(config).keys()]
  const found = await Promise.all(paths.map(async (path) => ((await isFolder(path)) ? [path] : [])))
  return new Set(found.flat())
}

// Undefined where none is missing, or nobody knows.
const missingGroup = async ({ control: { group } }: Config): Promise<string | undefined> =>
  group !== undefined && (await groupId(group).catch(() => 0)) === undefined ? group : undefined
