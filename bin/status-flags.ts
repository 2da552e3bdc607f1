// What does `exabgp-haproxy status` take?

type Flag = { readonly takes: 'text' | 'nothing'; readonly description: string }

export const statusFlags: Readonly<Record<string, Flag>> = {
  process: { takes: 'text', description: 'only the process of this name, as the first line of status has it' },
  socket: { takes: 'text', description: 'its control socket, where it is not in a usual place' },
  service: { takes: 'text', description: 'all about this service, and nothing else (repeatable)' },
  json: { takes: 'nothing', description: 'one line of JSON for each process (dist/status.schema.json)' },
  plugin: { takes: 'nothing', description: 'one line for a monitoring system, with perfdata' },
  watch: { takes: 'nothing', description: 'show it again whenever it changes, until q; with --json a line for each change' },
  wait: { takes: 'nothing', description: 'until it has come to what --for says' },
  for: {
    takes: 'text',
    description:
      'announced (default), down, idle (down, and HAProxy has no session left) or settled (as its checks have it, announced or not)',
  },
  timeout: { takes: 'text', description: 'how long --wait waits at the most, such as 30s (default 5m)' },
  history: { takes: 'nothing', description: 'what has become of the services lately, and why' },
  since: { takes: 'text', description: 'no more of the history than this, such as 1h' },
  names: { takes: 'nothing', description: 'only the names of the services, one a line, within 200 ms' },
  'exit-zero': { takes: 'nothing', description: 'exit status 0 whatever is wrong, not 1, 2 or 3' },
}

/** The names of those that take a value, or of those that take none. */
export const statusFlagsThatTake = (what: Flag['takes']): readonly string[] =>
  Object.entries(statusFlags).flatMap(([name, { takes }]) => (takes === what ? [name] : []))
