// Where may others ask the process, and order?

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
