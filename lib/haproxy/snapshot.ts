// What did HAProxy's statistics say at one moment, and if nothing, why?

/** One server row, with the columns that capacity needs (management manual 9.1). */
export type ServerRow = {
  readonly proxy: string
  readonly server: string
  /** Verbatim, such as `UP`, `UP 1/3`, `MAINT (via c/c1)`. */
  readonly status: string
  /** Effective weight; scaled while a slowstart ramps up. Keeps its value while the server is down. */
  readonly weight: number
  /** The weight that the user set, or an agent. */
  readonly uweight: number
  /** The weight that HAProxy's configuration gives; absent: the same, unless that is 0, or not known. */
  readonly configuredWeight?: number
  readonly backup: boolean
  /** Verbatim, such as `L7OK`, `* L4CON`; empty where no check runs. */
  readonly checkStatus: string
  readonly checkRise: number
  readonly checkFall: number
  readonly checkHealth: number
  /** What its agent said, as `checkStatus`; empty where no agent is asked. Absent in older records. */
  readonly agentStatus?: string
  /** `proxy/server` whose checks stand for this one's, or empty. */
  readonly tracked: string
  /** Since it last went up, down, or in or out of maintenance; absent: long ago. */
  readonly lastChangeSeconds?: number
}

export type BackendRow = {
  readonly status: string
  readonly weight: number
  /** Usable active servers. */
  readonly active: number
  /** Usable backup servers. */
  readonly backups: number
  /** Current sessions. */
  readonly sessions: number
  /** Sessions since the process began; absent: not known. */
  readonly sessionsTotal?: number
  /** Since it last went up or down, or else since the process began; absent: not known. */
  readonly lastChangeSeconds?: number
}

export type FrontendRow = {
  /** Verbatim: `OPEN`, `PAUSED`, `STOP`; or one of the words below. */
  readonly status: string
  /** Current sessions. */
  readonly sessions: number
  /** Sessions since the process began; absent: not known. */
  readonly sessionsTotal?: number
}

/** HAProxy shows no rows of a proxy that is `disabled` in its configuration; these stand for them. */
export const disabled = 'DISABLED'
export const disabledBackend: BackendRow = { status: disabled, weight: 0, active: 0, backups: 0, sessions: 0 }
export const disabledFrontend: FrontendRow = { status: disabled, sessions: 0 }

/** A frontend reads so once it is shut down; the backend of the same proxy (`listen`) is given it too. */
export const stopped = 'STOP'

/** A frontend reads OPEN all the same where `set maxconn frontend` allows it no connection; this stands for it. */
export const noConnections = 'MAXCONN 0'

export type ProxyTable = {
  readonly servers: readonly ServerRow[]
  readonly backend?: BackendRow
  readonly frontend?: FrontendRow
}

export type Snapshot = {
  /** The worker that answered; unknown over HTTP. A change means a start or reload. */
  readonly pid?: number
  /** For how long it has been running; unknown over HTTP. */
  readonly uptimeSeconds?: number
  /** Of HAProxy; unknown over HTTP. */
  readonly version?: string
  /** By proxy name; a proxy that HAProxy does not know is absent. */
  readonly proxies: ReadonlyMap<string, ProxyTable>
  /** From just before the servers, if it was asked for. */
  readonly outline?: Outline
}

/** Backends and frontends without their servers, for a fraction of what a snapshot costs. */
export type Outline = {
  readonly pid: number
  /** By proxy name; a proxy that HAProxy does not know is absent. */
  readonly proxies: ReadonlyMap<string, Pick<ProxyTable, 'backend' | 'frontend'>>
}

/**
 * Why there is no snapshot. `refused`: nothing listens, HAProxy is not running. `hung`: no whole answer before the deadline, or none at all.
 * `stopping`: only a process that is stopping answers, as it may for a moment during a reload. `unreadable`: an answer that cannot be trusted, or none that we are allowed to read.
 */
export type SnapshotFault = {
  readonly kind: 'refused' | 'hung' | 'stopping' | 'unreadable'
  readonly reason: string
  /**
   * Of one that is `refused`, what the kernel has of it. `listens`: what answered is there, and its file is gone or another's. `closed`: its connections
   * last, but it listens no more, as it only waits for them to end.
   */
  readonly socket?: 'listens' | 'closed'
  /** Of one that is `refused`: the process that answered could be seen, and now no process of HAProxy lives on this machine. */
  readonly gone?: true
}

export type OutlineResult = { readonly ok: true; readonly outline: Outline }

export type SnapshotResult = { readonly ok: true; readonly snapshot: Snapshot } | { readonly ok: false; readonly fault: SnapshotFault }
