// Does another process of the same ExaBGP announce VIPs of this one?
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import { sharedVips } from '../log/shared-vips.ts'
import { claimsOf, sharedBy } from '../policy/shared-vips.ts'
import { livingBeside } from './others.ts'
import type { Part } from './part.ts'

/** By then processes that are started together have written down what they announce, and one that was told to leave has left. */
const settledAfterMs = 5000
const againAfterMs = 60_000

/** Looks again and again, until the process ends. */
export const watchForSharedVips = (path: string, config: Config, log: Logger): Part & { readonly follow: (config: Config) => void } => {
  let current = config
  const look = lookForSharedVips(path, () => current, log)
  let timer: NodeJS.Timeout | undefined
  const lookIn = (ms: number): void => {
    timer = setTimeout(() => void look().then(lookIn), ms).unref()
  }
  return {
    start: () => lookIn(settledAfterMs),
    stop: () => clearTimeout(timer),
    follow: (next) => {
      current = next
    },
  }
}

/** Each look at the state files in the folder of this one warns once of each process that two looks in a row have seen with the same VIPs. Resolves to when to look again, in milliseconds. */
export const lookForSharedVips = (path: string, config: () => Config, log: Logger): (() => Promise<number>) => {
  const told = new Set<string>()
  let seen: ReadonlySet<string> = new Set()
  return async () => {
    const claims = claimsOf(config())
    const beside = await livingBeside(path).catch(() => [])
    const found = beside
      .filter(({ parent }) => parent === process.ppid)
      .map((one) => ({ ...one, id: `${one.pid} ${one.started}`, nlris: sharedBy(claims, one.routes) }))
      .filter(({ file, nlris }) => nlris.length > 0 && !told.has(`${file} ${nlris.join()}`))
    for (const { file, pid, nlris } of found.filter(({ id }) => seen.has(id))) {
      told.add(`${file} ${nlris.join()}`)
      log({ level: 'warn', message: sharedVips(nlris, pid), fields: { event: 'shared-vip', nlris, pid, file } })
    }
    const isNew = found.some(({ id }) => !seen.has(id))
    seen = new Set(found.map(({ id }) => id))
    return isNew ? settledAfterMs : againAfterMs
  }
}
