// Which proxies has HAProxy not told of, though it may have them?
import type { Watch } from '../haproxy/request.ts'
import type { Outline, Snapshot } from '../haproxy/snapshot.ts'

/** What is known of one process of HAProxy: whether names are not enough, and what it has not under any name. */
export type Namesakes = { readonly pid: number; readonly byAll: boolean; readonly absent: ReadonlySet<string> }

/** The rows that an answer lacks. */
export const missingRows = ({ proxies }: Snapshot | Outline, { backends, frontends }: Watch): readonly string[] => [
  ...backends.filter((name) => proxies.get(name)?.backend === undefined).map((name) => `backend ${name}`),
  ...frontends.filter((name) => proxies.get(name)?.frontend === undefined).map((name) => `frontend ${name}`),
]
