// What do all configurations of HAProxy begin with here?

/** A socket that may do everything, rings of these names, and defaults for whatever follows. */
export const haproxyPreamble = (socket: string, ...rings: readonly string[]): string => `global
  stats socket ${socket} mode 660 level admin
  stats maxconn 32
  maxconn 1000
${rings.map((ring) => `ring ${ring}\n  format timed\n  size 65536\n`).join('')}defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
`
