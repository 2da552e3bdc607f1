// Which file is the one of this process, also after the process was started again with other VIPs?
import { basename, dirname, join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { digest } from '../values/digest.ts'
import type { Start } from './configure.ts'

export type Surroundings = { readonly env: Readonly<Record<string, string | undefined>>; readonly root: boolean }

/** Its path; undefined where none is wanted. By default it bears the path of the configuration, or else of all flags but the VIPs. */
export const statePlace = (
  { stateFile }: Pick<Config, 'stateFile'>,
  start: Pick<Start, 'file' | 'flags'>,
  around: Surroundings,
): string | undefined => {
  if (stateFile === 'off') return undefined
  return stateFile === 'default' ? join(runtimeFolder(around), `${nameOf(start)}.json`) : stateFile.path
}

/** By what one process is told from the others of this machine. */
export const processName = ({ stateFile }: Pick<Config, 'stateFile'>, start: Pick<Start, 'file' | 'flags'>): string =>
  typeof stateFile === 'object' ? basename(stateFile.path, '.json') : nameOf(start)

/** Of a unix socket (unix(7)). */
const mostPathBytes = 107

/** Where it is asked, and told what to do; undefined where nowhere. By default beside the state file; not in a terminal (`standalone`). */
export const controlPlace = (
  { control: { socket }, stateFile }: Pick<Config, 'control' | 'stateFile'>,
  start: Pick<Start, 'file' | 'flags'>,
  around: Surroundings,
  standalone: boolean,
): string | undefined => {
  if (typeof socket === 'object') return socket.path
  if (socket === 'off' || standalone) return undefined
  const folder = typeof stateFile === 'object' ? dirname(stateFile.path) : runtimeFolder(around)
  const path = join(folder, `${processName({ stateFile }, start)}.sock`)
  return Buffer.byteLength(path) > mostPathBytes ? join(folder, `${digest(path)}.sock`) : path
}

/** Where orders are kept, beside the state file. */
export const ordersPlace = (stateFile: string): string => `${stateFile.replace(/\.json$/, '')}.orders`

/** Where the last good configuration is kept. Of two processes with one file each has a state file of its own, which tells them apart. */
export const keptConfigPlace = (start: Pick<Start, 'file' | 'flags'>, around: Surroundings): string => {
  const [stateFile] = start.flags['state-file']?.values ?? []
  return join(runtimeFolder(around), `${nameOf(start)}${stateFile === undefined ? '' : `-${digest(resolve(stateFile))}`}.config`)
}

/** What is gone when the machine restarts, as the routes are; systemd makes one for a service that has RuntimeDirectory. */
export const runtimeFolder = ({ env, root }: Surroundings): string => {
  const [own] = (env.RUNTIME_DIRECTORY ?? '').split(':')
  return join(own || (root ? undefined : env.XDG_RUNTIME_DIR) || '/run', 'exabgp-haproxy')
}

const nameOf = ({ file, flags: { vip: _, 'state-file': __, 'control-socket': ___, ...flags } }: Pick<Start, 'file' | 'flags'>): string => {
  if (file !== undefined) return `${basename(file)}-${digest(resolve(file))}`
  const values = Object.entries(flags).map(([name, flag]) => [name, flag.values] as const)
  return `flags-${digest(JSON.stringify(values.sort(([one], [other]) => (one < other ? -1 : 1))))}`
}
