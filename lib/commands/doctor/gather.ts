// What is the case on this machine, as far as a check of doctor asks?
import { constants } from 'node:fs'
import { stat } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { hostLength, type Prefix } from '../../bgp/prefix.ts'
import type { Config } from '../../config/config.ts'
import { configure, type Start } from '../../daemon/configure.ts'
import { runtimeFolder } from '../../daemon/state-place.ts'
import type { Ask, Facts, Ours, TextFile } from '../../doctor/check.ts'
import { isOurs } from '../../doctor/checks/exabgp.ts'
import { readConf } from '../../doctor/conf.ts'
import { settingsOf } from '../../doctor/settings.ts'
import { barredBy, preferredAddresses, sourceAddressTo } from '../../io/source-address.ts'
import { readText } from '../../io/text-file.ts'
import { missingSentence } from '../../policy/missing-vips.ts'
import { missingOf } from '../look-around.ts'
import { askStatus } from '../status/snapshots.ts'
import { connectionsNow, listenersNow } from './connections.ts'
import { probeOf, worstSocket } from './haproxy.ts'
import { answeredOn, nonlocalBinds, reversePaths, trackedConnections } from './kernel.ts'
import { disksOf, isClockSynchronized, nodeFor, unitOfExabgp, userNow } from './machine.ts'
import { programsOf } from './programs.ts'
import { notRun, startOf } from './run-line.ts'
import { validationOf } from './validation.ts'
import { unwritableOf, writable } from './written.ts'

/** `start`: what the command line says; without a file and flags the `run` line of exabgp.conf counts. `signal` aborts when checks of it that still run are to end. */
export type Place = { readonly conf: string; readonly start: Start; readonly pipes: string; readonly signal?: AbortSignal }

/** What else waits for it has still time after that. */
const unitWithinMs = 500

type Gatherers = { readonly [Name in keyof Facts]: (ask: Ask, place: Place) => Promise<Facts[Name]> }

export const gatherers: Gatherers = {
  file: (_, { conf }) => textFile(conf),
  conf: async (ask) => {
    const file = await ask('file')
    if ('reason' in file) throw new Error(`${file.path} cannot be read (${file.reason})`)
    const read = readConf(file.path, file.text)
    if (!read.ok) throw new Error(`${file.path}: expected ${read.expected}`)
    return read.value
  },
  env: async (ask, { conf }) => {
    const path = join(dirname(conf), 'exabgp.env')
    const [file, unit] = await Promise.all([textFile(path), ask('unit').catch(() => undefined)])
    return settingsOf(path, 'text' in file ? file.text : '', unit)
  },
  unit: () => unitOfExabgp(unitWithinMs),
  validation: async (ask, { conf }) => validationOf(conf, await ask('unit').catch(() => undefined)),
  unwritable: async (ask) => unwritableOf(await ask('env')),
  ours: async (ask, { start }) => {
    if (start.file !== undefined || Object.keys(start.flags).length > 0) return [await oursOf(undefined, start)]
    const { processes } = await ask('conf')
    return Promise.all(processes.filter(isOurs).map((process) => oursOf(process, startOf(process.runs.at(-1)?.words ?? []))))
  },
  programs: async (ask) => {
    const runs = (await ask('conf')).processes.filter(isOurs).flatMap((process) => process.runs)
    return Promise.all(runs.flatMap(programsOf))
  },
  notRun: async (ask) =>
    (await ask('conf')).processes.filter(isOurs).flatMap(({ name, runs }) =>
      runs.slice(-1).flatMap(({ spot, words }) => {
        const text = notRun(words)
        return text === undefined ? [] : [{ process: name, run: spot, text }]
      }),
    ),
  node: async (ask) => nodeFor(await ask('unit').catch(() => undefined)),
  self: async () => resolve(process.argv[1] ?? ''),
  user: userNow,
  running: async () => (await askStatus({ services: [] })).snapshots,
  reversePath: reversePaths,
  answered: async (ask) => answeredOn(await vipsOf(ask)),
  sourceVips: async (ask) => {
    const vips = (await vipsOf(ask)).filter(({ family, length }) => family === 'ipv6' && length === hostLength(family))
    const own = vips.length === 0 ? [] : await preferredAddresses()
    return own.flatMap(({ address, device }) => vips.filter((vip) => vip.address === address).map(({ text }) => ({ vip: text, device })))
  },
  conntrack: trackedConnections,
  clock: isClockSynchronized,
  connections: connectionsNow,
  listeners: listenersNow,
  records: async (ask) => {
    const named = (await configsOf(ask)).flatMap(({ record }) =>
      record === 'off' || record.file === undefined ? [] : [dirname(record.file)],
    )
    const isThere = (await stat(usualRecords).catch(() => undefined)) !== undefined
    return [...new Set([...(isThere ? [usualRecords] : []), ...named])]
  },
  disks: async (ask) => disksOf([(await ask('folder')).path, ...(await ask('records'))]),
  users: async () => {
    const passwd = await textFile('/etc/passwd')
    if ('reason' in passwd) throw new Error(`/etc/passwd cannot be read (${passwd.reason})`)
    return new Set(passwd.text.split('\n').map((line) => line.split(':')[0] ?? ''))
  },
  addresses: async () => Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  sources: async (ask) => {
    const peers = (await ask('conf')).neighbors.map(({ address }) => address)
    const found = await Promise.all(peers.map(sourceAddressTo))
    return new Map(peers.map((peer, index) => [peer, sourceIn(found[index])]))
  },
  barred: async (ask) => {
    const unreached = [...(await ask('sources'))].filter(([, source]) => source === undefined).map(([peer]) => peer)
    return new Map(await Promise.all(unreached.map(async (peer) => [peer, await barredBy(peer)] as const)))
  },
  behindRouters: async (ask) => {
    const peers = (await ask('conf')).neighbors.map(({ address }) => address)
    const found = await Promise.all(peers.map(sourceAddressTo))
    return peers.filter((_, index) => found[index]?.ok === true && found[index].isRouted)
  },
  missingVips: async (ask) =>
    (await configsOf(ask)).flatMap((config) => {
      const missing = missingOf(config)
      if (missing === undefined) throw new Error('the system does not tell its addresses')
      return missing.map(({ service, vips }) => ({ sentence: `${service}: ${missingSentence(vips)}`, vips }))
    }),
  folder: async (ask) => {
    const [file] = (await configsOf(ask)).flatMap(({ stateFile }) => (typeof stateFile === 'object' ? [stateFile.path] : []))
    const path = file === undefined ? await usualFolder() : dirname(file)
    const code = await writable(path, constants.W_OK | constants.X_OK)
    if (code !== 'ENOENT') return { path, state: code === undefined ? 'writable' : 'denied' }
    return { path, state: (await writable(dirname(path), constants.W_OK | constants.X_OK)) === undefined ? 'missing' : 'denied' }
  },
  pipes: async (ask, { pipes }) => {
    const name = (await ask('env')).settings.get('api.pipename')?.value || 'exabgp'
    return Promise.all(['in', 'out'].map((end) => pipeAt(join(pipes, `${name}.${end}`))))
  },
  probe: async (ask, { signal }) => probeOf(await configsOf(ask), await ask('missingVips').catch(() => []), signal),
  haproxyCfg: () => textFile('/etc/haproxy/haproxy.cfg'),
  nonlocalBind: nonlocalBinds,
  socket: async (ask) => worstSocket(await configsOf(ask)),
}

/** Where records are that no configuration names. */
const usualRecords = '/var/log/exabgp-haproxy'

const pipeAt = async (path: string): Promise<Facts['pipes'][number]> => ({
  path,
  isThere: (await stat(path).catch(() => undefined))?.isFIFO() === true,
})

// Of the unit of ExaBGP nothing is in the environment here; its folder is there while it runs, and with RuntimeDirectoryPreserve longer.
const usualFolder = async (): Promise<string> => {
  const unit = '/run/exabgp'
  const isUnits = !process.env.RUNTIME_DIRECTORY && (await stat(unit).catch(() => undefined))?.isDirectory() === true
  const env = isUnits ? { RUNTIME_DIRECTORY: unit } : process.env
  return runtimeFolder({ env, root: process.getuid?.() === 0 })
}

const textFile = async (path: string): Promise<TextFile> => {
  const read = await readText(path)
  if (read.ok) return { path, text: read.text }
  return { path, reason: 'reason' in read ? read.reason : 'no UTF-8' }
}

const oursOf = async (process: Ours['process'], start: Start): Promise<Ours> => ({
  process,
  file: start.file === undefined ? undefined : await textFile(start.file),
  config: await configure(start),
})

const configsOf = async (ask: Ask): Promise<readonly Config[]> =>
  (await ask('ours')).flatMap(({ config }) => (config.ok ? [config.config] : []))

const vipsOf = async (ask: Ask): Promise<readonly Prefix[]> =>
  (await configsOf(ask)).flatMap(({ services }) => services.flatMap(({ vips }) => vips))

// "no route" is an answer of the kernel; that there is no program to ask is none.
const sourceIn = (found: Awaited<ReturnType<typeof sourceAddressTo>> | undefined): string | undefined => {
  if (found?.ok === false && /program|does not answer/.test(found.reason)) throw new Error(found.reason)
  return found?.ok === true ? found.address : undefined
}
