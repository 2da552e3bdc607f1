// What is a check of doctor, and what can it say?
import type { ReadConfig } from '../config/read.ts'
import type { Snapshot } from '../status/snapshot.ts'
import type { Conf, Process } from './conf.ts'
import type { Settings } from './settings.ts'
import type { Spot } from './spot.ts'
import type { Unit } from './unit.ts'

/** `unknown`: nobody could look, which is neither good nor bad. */
export type Level = 'ok' | 'note' | 'warn' | 'fail' | 'skipped' | 'unknown'

/** `mend`: a line for a shell. */
export type Finding = { readonly level: Level; readonly seen: string; readonly mend?: string }

export type TextFile = { readonly path: string } & ({ readonly text: string } | { readonly reason: string })

/** A process of ours, and what it is configured by. */
export type Ours = { readonly process: Process | undefined; readonly file: TextFile | undefined; readonly config: ReadConfig }

export type Program = {
  readonly path: string
  /** What starts it. */
  readonly run: Spot
  readonly state: 'executable' | 'missing' | 'denied' | 'setuid'
  /** Where this program is. */
  readonly instead?: string
}

/** `lacks`: what mends it in HAProxy's configuration. */
type Ring = { readonly name: string; readonly sentence: string; readonly lacks: 'ring' | 'level' | undefined }

/** What is known of the machine; each is looked at only where a check asks for it. */
export type Facts = {
  readonly file: TextFile
  readonly conf: Conf
  readonly env: Settings
  /** Of ExaBGP; undefined where no systemd runs this machine. */
  readonly unit: Unit | undefined
  /** What ExaBGP itself says of its configuration: valid, its own lines, or there is no ExaBGP. */
  readonly validation: 'valid' | 'missing' | { readonly lines: readonly string[] }
  /** Files that ExaBGP is to write, and cannot. */
  readonly unwritable: readonly { readonly key: string; readonly path: string }[]
  readonly ours: readonly Ours[]
  readonly programs: readonly Program[]
  /** By process, what its `run` line asks this program for that is not `run`. */
  readonly notRun: readonly { readonly process: string; readonly run: Spot; readonly text: string }[]
  /** `path`: where it was looked for, which is where the unit of ExaBGP does where `isUnits`. */
  readonly node: { readonly found: string | undefined; readonly own: string; readonly path: string; readonly isUnits: boolean }
  /** This program. */
  readonly self: string
  readonly users: ReadonlySet<string>
  /** As whom doctor looks: ExaBGP's. */
  readonly user: { readonly name: string; readonly group: string }
  /** Those of this machine. */
  readonly addresses: readonly string[]
  /** By peer, the address that the kernel would speak from; undefined: there is no route. */
  readonly sources: ReadonlyMap<string, string | undefined>
  /** By a peer without a route, the route that leads nowhere on purpose. */
  readonly barred: ReadonlyMap<string, string | undefined>
  /** Peers that are not in a subnet of this machine. */
  readonly behindRouters: readonly string[]
  /** Peers that ExaBGP calls in vain. */
  readonly connections: { readonly waiting: readonly string[] }
  /** Ports where users other than ExaBGP's listen, and the first that needs no right. */
  readonly listeners: { readonly others: readonly number[]; readonly firstFree: number }
  /** By service, where a VIP is no address of this machine. */
  readonly missingVips: readonly { readonly sentence: string; readonly vips: readonly string[] }[]
  readonly folder: { readonly path: string; readonly state: 'writable' | 'denied' | 'missing' }
  readonly pipes: readonly { readonly path: string; readonly isThere: boolean }[]
  /** All that `check --probe` finds wrong, and worth a remark; rings that nobody can follow apart. */
  readonly probe: { readonly wrong: readonly string[]; readonly remarks: readonly string[]; readonly rings: readonly Ring[] }
  /** Processes of ours that run and answer. */
  readonly running: readonly Snapshot[]
  /** By interface: 1 drops what comes in another way than its answer goes out. */
  readonly reversePath: ReadonlyMap<string, number>
  /** IPv6 VIPs that the kernel may take for the source of what this machine sends. */
  readonly sourceVips: readonly { readonly vip: string; readonly device: string }[]
  /** VIPs for which the kernel answers on an interface that does not have them, in whose subnet they are. */
  readonly answered: readonly { readonly device: string; readonly vip: string }[]
  /** Connections that the kernel tracks, and how many it may. */
  readonly conntrack: { readonly count: number; readonly most: number } | undefined
  /** Whether it is synchronized; undefined where nobody knows. */
  readonly clock: boolean | undefined
  /** Folders of records. */
  readonly records: readonly string[]
  /** Where we write: how much of it is free, 0 to 1. */
  readonly disks: readonly { readonly path: string; readonly free: number }[]
  /** HAProxy's configuration, where Debian has it. */
  readonly haproxyCfg: TextFile
  /** Whether a program may bind an address that this machine does not have. */
  readonly nonlocalBind: { readonly ipv4: boolean; readonly ipv6: boolean }
  /** The one that is worst, where there are several. */
  readonly socket: { readonly path: string; readonly state: 'usable' | 'denied' | 'missing' | 'refused' | 'other' }
}

/** Rejects with a reason where nobody could look. */
export type Ask = <Name extends keyof Facts>(name: Name) => Promise<Facts[Name]>

/** No finding: all is well. */
export type Check = {
  readonly id: string
  readonly area: 'program' | 'exabgp' | 'sessions' | 'routes' | 'haproxy' | 'machine' | 'us'
  readonly needed: string
  readonly judge: (ask: Ask) => Promise<readonly Finding[]>
}

export const fail = (seen: string, mend?: string): Finding => ({ level: 'fail', seen, ...(mend !== undefined && { mend }) })
export const warn = (seen: string, mend?: string): Finding => ({ level: 'warn', seen, ...(mend !== undefined && { mend }) })
