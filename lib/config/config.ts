// What was configured, with every default filled in and every value checked.
import type { Address, Family } from '../bgp/address.ts'
import type { Asn } from '../bgp/as-path.ts'
import type { Attributes } from '../bgp/attribute-table.ts'
import type { Prefix } from '../bgp/prefix.ts'
import type { PrefixRule } from '../bgp/prefix-list.ts'
import type { Audience } from '../bgp/route.ts'
import type { NonEmpty } from '../values/non-empty.ts'
import type { SecretSource, TlsOptions } from './schema/access.ts'
import type { Check } from './schema/checks/kinds.ts'
import type { LogLevel } from './values/log-level.ts'
import type { Threshold } from './values/measure.ts'

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

/** Where the running process is asked, and told what to do. */
export type ControlConfig = {
  /** `default`: beside the state file, and nowhere in a terminal. */
  readonly socket: 'default' | 'off' | { readonly path: string }
  /** Name or number of the group that may; absent: that of the process. */
  readonly group?: string
  /** Permissions of the socket; who may write to it may give orders. */
  readonly mode: number
  /** A second socket, on which it is asked only. */
  readonly readOnly?: string
}

/** What monitoring systems read. */
type MetricsConfig = {
  /** A file for the textfile collector of node_exporter; absent: none is written. */
  readonly textfile?: string
  /** Whether each check has its own, and each VIP. */
  readonly perCheck: boolean
  readonly perVip: boolean
}

/** Where metrics and status are read over HTTP; nothing is ordered there. */
export type StatusConfig = {
  /** An IP address, `0.0.0.0` and `::` among them. */
  readonly host: string
  readonly port: number
  /** Names of this machine that a client may ask for, lower case; addresses and localhost it may in any case. */
  readonly names: readonly string[]
  /** What a client has to show; the token itself is never part of the configuration. */
  readonly tokenFile?: string
  readonly tls?: ListenerTls
}

/** Files in PEM. `clientCa`: a client needs a certificate that these signed. */
export type ListenerTls = { readonly cert: string; readonly key: string; readonly clientCa?: string }

/** Where every event is written, to be explained later. */
export type RecordConfig = {
  /** Absent: a file of the name of the process in the folder for logs, where there is one; none in a terminal. */
  readonly file?: string
  /** Greatest size of one file. */
  readonly maxBytes: number
  /** At least 2: the one that is written, and older ones. */
  readonly files: number
}

type HaproxyConfig = {
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

export type ExabgpConfig = {
  readonly dialect: 'auto' | Dialect
  readonly ack: 'auto' | 'on' | 'off'
  /** How often what is announced is repeated, so that a neighbor added since learns it. */
  readonly refreshMs: number
  /** Addresses; empty: every neighbor that lists the process. */
  readonly neighbors: readonly string[]
  /** How neighbors are written, by their canonical addresses, where that is otherwise; ExaBGP compares letters. */
  readonly spelling?: Readonly<Record<string, string>>
  /** Who is told that all has been announced (End-of-RIB, RFC 4724), once it has; empty: nobody. */
  readonly endOfRib: readonly EndOfRib[]
}

/** Without an audience it is for every neighbor that the process speaks to. */
export type EndOfRib = { readonly family: Family; readonly to?: Audience }

export type Sessions = {
  readonly localAs: Asn
  /** An IPv4 address; taken from the kernel where it is left out. */
  readonly routerId?: string
  readonly peers: NonEmpty<PeerSession>
}

export type PeerSession = {
  readonly address: Address
  readonly as: Asn
  /** 3 to 65535. */
  readonly holdTimeS: number
  /** IPv4 first, at least one. */
  readonly families: readonly Family[]
  /** Of the same family as `address`; taken from the kernel where it is left out. */
  readonly localAddress?: string
  /** How many hops away the peer may be, 1 to 255. */
  readonly multihop?: number
  /** File whose only line is the password of TCP MD5; the password itself is never part of the configuration. */
  readonly md5File?: string
  /** 1 to 4095. */
  readonly gracefulRestartS?: number
}

/** The command grammars of ExaBGP's API. */
export type Dialect = '4.2' | '5.0' | '6.0'

/** What is logged, to stderr. */
export type LogConfig = { readonly level: LogLevel; readonly format: 'text' | 'json' }

export type Service = {
  readonly name: string
  readonly vips: NonEmpty<Prefix>
  readonly checks: NonEmpty<Check>
  readonly require: 'all' | 'any'
  /** Best first. */
  readonly tiers: NonEmpty<Tier>
  /** Those of bgp and service, for when every tier is missed. */
  readonly attributes: Attributes
  /** What to announce then, over `attributes`. */
  readonly down: 'withdraw' | Attributes
  /** Who gets which attributes over those of the tier; no neighbor twice. */
  readonly audiences: NonEmpty<ServiceAudience>
  readonly unknown: 'hold' | 'down'
  /** With `require: any`: how long the last result of a check counts that has been unknown since. */
  readonly evidenceMaxAgeMs: number
  readonly maintenanceFile?: string
  /** Least time where the service stands before it improves. */
  readonly holdMs: number
  /** After coming up: these attributes over those of the tier, for a while. */
  readonly warm?: { readonly forMs: number; readonly attributes: Attributes }
  readonly drain?: Drain
  /** Absent: improvements do not wait for receivers to forget. */
  readonly damping?: Damping
  /** Once it was announced and went down it stays so until an operator orders it back. */
  readonly resume?: 'manual'
  /** `on`: it counts as down while this machine lacks one of its VIPs; `ignore`: nobody looks. Absent: that is told. */
  readonly requireLocal?: 'on' | 'ignore'
}

/** When those who receive our routes suppress one that changes too often (RFC 2439). */
export type Damping = {
  /** In which a penalty falls to its half. */
  readonly halfLifeMs: number
  /** Suppressed at this penalty or more. */
  readonly suppress: number
  /** Used again below this penalty; less than `suppress`. */
  readonly reuse: number
  /** The longest that an improvement waits. */
  readonly longestMs: number
}

/** Without `to`: every neighbor that the process speaks to. */
export type ServiceAudience = { readonly to?: Audience; readonly attributes: Attributes }

/** A departure that an operator orders: these attributes over those of the tier, then withdrawn. */
export type Drain = {
  readonly forMs: number
  readonly attributes: Attributes
  /** Withdrawn earlier once HAProxy has this many sessions or fewer. */
  readonly sessions?: number
}

export type Tier = {
  /** Reached at this much or more. */
  readonly enter: Threshold
  /** Left below this much; at most `enter`. */
  readonly leave: Threshold
  /** Those of bgp and service overlaid with the tier's own. */
  readonly attributes: Attributes
}
