// What was configured for HAProxy?
import type { SecretSource, TlsOptions } from './schema/access.ts'

export type HaproxyConfig = {
  readonly stats: StatisticsAddress
  /** The ring whose events wake us; absent: it only is asked. */
  readonly events?: string
  /** How long a server that HAProxy has not verified yet leaves a result unknown. */
  readonly warmupMs: number
  /** How long without a snapshot a hung HAProxy is only suspected. */
  readonly staleMs: number
}

export type StatisticsAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'abstract'; readonly name: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** `;csv` is in the URL. */
  | { readonly kind: 'http'; readonly url: string; readonly tls: TlsOptions; readonly credentials?: SecretSource }
