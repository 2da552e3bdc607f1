// What was configured, with every default filled in and every value checked.
import type { Asn } from '../bgp/as-path.ts'
import type { PrefixRule } from '../bgp/prefix-list.ts'
import type { NonEmpty } from '../values/non-empty.ts'
import type { ControlConfig, StatusConfig } from './access.ts'
import type { ExabgpConfig } from './exabgp.ts'
import type { HaproxyConfig } from './haproxy.ts'
import type { Hook } from './hooks.ts'
import type { Service } from './service.ts'
import type { Sessions } from './sessions.ts'
import type { LogLevel } from './values/log-level.ts'

export type Config = {
  readonly haproxy: HaproxyConfig
  readonly exabgp: ExabgpConfig
  /** Where it is remembered what was announced, for the next run; `default`: in the runtime folder. */
  readonly stateFile: 'default' | 'off' | { readonly path: string }
  readonly control: ControlConfig
  readonly record: 'off' | RecordConfig
  readonly metrics: MetricsConfig
  /** Absent: nobody is served over the network. */
  readonly status?: StatusConfig
  /** Absent: nothing is run. */
  readonly hooks?: readonly Hook[]
  readonly log: LogConfig
  readonly localAs: Asn | undefined
  /** What a configuration of ExaBGP is made from; nothing else depends on it. */
  readonly sessions?: Sessions
  /** Judges the families that it has entries of; in the others, the lengths of host routes and small pools are permitted. */
  readonly permit: readonly PrefixRule[]
  readonly reload: ReloadConfig
  readonly services: NonEmpty<Service>
}

/** How carefully another configuration comes into force. */
type ReloadConfig = {
  /** One that would take back a greater share of what is announced is refused, unless it is forced. */
  readonly withdrawShare: number
}

/** What monitoring systems read. */
type MetricsConfig = {
  /** A file for the textfile collector of node_exporter; absent: none is written. */
  readonly textfile?: string
  /** Whether each check has its own, and each VIP. */
  readonly perCheck: boolean
  readonly perVip: boolean
}

/** Where every event is written, to be explained later. */
export type RecordConfig = {
  /** Absent: a file of the name of the process in the folder for logs, where there is one; none in a terminal. */
  readonly file?: string
  /** Greatest size of one file. */
  readonly maxBytes: number
  /** At least 2: the one that is written, and older ones. */
  readonly files: number
}

/** What is logged, to stderr. */
export type LogConfig = { readonly level: LogLevel; readonly format: 'text' | 'json' }
