// What does the snapshot say of the process itself?
import { createHash } from 'node:crypto'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config/config.ts'
import { meaningOf } from '../config/meaning.ts'
import { now } from '../io/clock.ts'
import type { Facts } from '../status/facts.ts'
import type { ReloadFacts } from './reload-wish.ts'

/** From which file the configuration that is in force was loaded, if from one, and what became of reloads. */
export type Loaded = ReloadFacts & Pick<Facts, 'shadow' | 'hooks'> & { readonly file: string | undefined }

/** How facts are told, with the configuration that is in force. */
export const tellFacts = (name: string, recordPath: () => string | undefined): ((config: Config, loaded: Loaded) => Facts) => {
  const startedAt = Math.round(performance.timeOrigin)
  const offset = tellOffset()
  const hash = tellHash()
  return (config, { file, loadedAt, fileDiffers, fallback, confirmDeadline, goesBack, last, shadow, hooks }) => ({
    name,
    pid: process.pid,
    version: packageJson.version,
    node: process.versions.node,
    startedAt,
    offsetMs: offset(),
    ...(file !== undefined && { configPath: file }),
    configHash: hash(config),
    configLoadedAt: loadedAt,
    ...(fileDiffers !== undefined && { fileDiffers }),
    ...(fallback !== undefined && { fallback }),
    ...(confirmDeadline !== undefined && { confirmDeadline }),
    ...(goesBack !== undefined && { goesBack }),
    ...(last !== undefined && { lastReload: last }),
    ...(shadow !== undefined && { shadow }),
    ...(hooks !== undefined && { hooks }),
    ...withPath(recordPath()),
  })
}

const withPath = (recordPath: string | undefined) => (recordPath === undefined ? {} : { recordPath })

/** What differs by less is the same: the clocks are not read at one moment, and times must not tremble. */
const tremorMs = 50

const tellOffset = (): (() => number) => {
  let offsetMs = Number.NaN
  return () => {
    const found = Date.now() - now()
    if (!(Math.abs(found - offsetMs) < tremorMs)) offsetMs = Math.round(found)
    return offsetMs
  }
}

const tellHash = (): ((config: Config) => string) => {
  const known = new WeakMap<Config, string>()
  return (config) => {
    const hash = known.get(config) ?? createHash('sha256').update(meaningOf(config)).digest('hex').slice(0, 12)
    known.set(config, hash)
    return hash
  }
}
