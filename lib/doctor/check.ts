// What is a check of doctor, and what can it say?
import type { ReadConfig } from '../config/read.ts'
import type { Snapshot } from '../status/snapshot.ts'
import type { Conf, Process } from './conf.ts'

/** `unknown`: nobody could look, which is neither good nor bad. */
export type Level = 'ok' | 'note' | 'warn' | 'fail' | 'skipped' | 'unknown'

/** `mend`: a line for a shell. */
export type Finding = { readonly level: Level; readonly seen: string; readonly mend?: string }

export type TextFile = { readonly path: string } & ({ readonly text: string } | { readonly reason: string })

/** A process of ours, and what it is configured by. */
export type Ours = { readonly process: Process | undefined; readonly file: TextFile | undefined; readonly config: ReadConfig }

export type Program = {
  readonly path: string
  readonly line: number | undefined
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
  readonly env: { readonly path: string; readonly settings: ReadonlyMap<string, string> }
  readonly ours: readonly Ours[]
  readonly programs: readonly Program[]
  readonly node: { readonly found: string | undefined; readonly own: string }
  readonly users: ReadonlySet<string>
  /** As whom doctor looks: ExaBGP's. */
  readonly user: { readonly name: string; readonly group: string }
  /** Those of this machine. */
  readonly addresses: readonly string[]
  /** By peer, the address that the kernel would speak from; undefined: there is no route. */
  readonly sources: ReadonlyMap<string, string | undefined>
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
  /** Where we write: how much of it is free, 0 to 1. */
  readonly disks: readonly { readonly path: string; readonly free: number }[]
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
