// How are the programs of a site's node configured, unless a scenario says otherwise?
import type { HaproxyInstance } from './haproxy.ts'
import type { WebServer } from './web-server.ts'

/** The AS of the node. */
export const localAs = 65010

/** HAProxy's section `defaults`, for servers that answer soon or not at all. */
export const haproxyDefaults = `defaults
  mode http
  timeout connect 500ms
  timeout client 2s
  timeout server 2s
  timeout check 500ms`

type Node = { readonly haproxy: HaproxyInstance; readonly webs: readonly WebServer[] }

/** HAProxy's configuration with `http_front` on *:80 and the web servers of the site in `http_back`. `more` is appended. */
export const haproxyConfig = ({ haproxy, webs }: Node, { check = 'inter 100ms fall 2 rise 2', more = '' } = {}): string => `
global
  stats socket ${haproxy.socket} mode 660 level admin
${haproxyDefaults}
frontend http_front
  bind *:80
  default_backend http_back
backend http_back
  option httpchk GET /
${webs.map(({ name, place }) => `  server ${name} ${place.address}:${place.port} check ${check}`).join('\n')}
${more}`

/** Our configuration with quick checks; `services` as given, `defaults` added to those. */
export const config = (
  { haproxy }: Pick<Node, 'haproxy'>,
  services: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  haproxy: { stats: haproxy.socket },
  bgp: { 'local-as': localAs, 'next-hop': 'self' },
  defaults: { interval: '250ms', 'fast-interval': '100ms', rise: 2, fall: 2, ...defaults },
  services,
})
