// What must be loaded before this process may lack files?
import type { Config } from '../config/config.ts'
import { loadProber } from './probes.ts'

/** Loads what the checks of the configuration will want: Node 20 never tries again what it could not load once. */
export const preload = async ({ haproxy: { stats, events }, services }: Config): Promise<void> => {
  const kinds = new Set(services.flatMap(({ checks }) => checks.map(({ kind }) => kind)))
  await Promise.all([
    ...[...kinds].map(loadProber),
    ...(stats.kind === 'http' ? [import('../io/statistics-http.ts')] : []),
    ...(events !== undefined && stats.kind !== 'http' ? [import('../io/event-ring.ts')] : []),
  ])
}
