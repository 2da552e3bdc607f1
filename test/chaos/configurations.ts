// How are HAProxy, our process and ExaBGP configured under chaos?
import { stringify } from 'yaml'
import { haproxyDefaults } from '../e2e/kit/site-configurations.ts'
import { nodeAs, type Router, routerAs } from './routers/router.ts'
import type { Service } from './services.ts'

/** Where the server called `name` listens. */
export const placeOf = (services: readonly Service[], name: string): string =>
  `127.0.1.${services.flatMap(({ servers }) => servers).indexOf(name) + 1}:8080`

export const haproxyConfiguration = (services: readonly Service[], socket: string): string => `
global
  stats socket ${socket} mode 666 level admin
  stats maxconn 32
  log stdout format raw local0 notice
ring health
  format timed
  maxlen 1024
  size 65536
${haproxyDefaults}
  default-server inter 200ms fastinter 100ms downinter 200ms fall 2 rise 2
${services
  .filter(({ servers }) => servers.length > 0)
  .map(({ name, servers }) =>
    [
      `backend ${name}`,
      '  log global',
      '  log ring@health local0 notice',
      '  option httpchk GET /',
      ...servers.map((it) => `  server ${it} ${placeOf(services, it)} check`),
    ].join('\n'),
  )
  .join('\n')}
`

type Files = { readonly socket: string; readonly state: string; readonly record: string }

export const ourConfiguration = (services: readonly Service[], { socket, state, record }: Files): string =>
  stringify({
    haproxy: { stats: socket, events: 'health' },
    bgp: { 'local-as': nodeAs },
    defaults: { interval: '500ms', 'fast-interval': '100ms', timeout: '1s', rise: 2, fall: 2, warmup: '3s', stale: '3s' },
    exabgp: { 'state-file': state },
    record: { file: record, size: '64kB', files: 3 },
    log: { level: 'debug', format: 'json' },
    services: Object.fromEntries(services.map(({ name, vips, policy }) => [name, { vips, ...policy }])),
  })

/** ExaBGP's configuration with these routers as neighbors. */
export const exabgpConfiguration = (command: readonly string[], routers: readonly Router[]): string =>
  [
    `process rhi {\n  run ${command.join(' ')};\n  encoder text;\n}`,
    ...routers.flatMap(({ wire }) => [neighbor(wire.ipv4, 'ipv4'), neighbor(wire.ipv6, 'ipv6')]),
  ].join('\n')

const neighbor = (address: (host: 1 | 2) => string, family: string): string => `neighbor ${address(2)} {
  router-id 10.1.0.1;
  local-address ${address(1)};
  local-as ${nodeAs};
  peer-as ${routerAs};
  hold-time 9;
  family {
    ${family} unicast;
  }
  api {
    processes [ rhi ];
    neighbor-changes;
  }
}`
