// Which configuration does the documentation show?

/** The YAML of the documentation, with every sort of check, tier and attribute in it. */
export const example = `haproxy:
  stats: /run/haproxy/admin.sock
bgp:
  local-as: 65010
  next-hop: self
  neighbors: [10.16.96.4]
  permit: ["9.9.9.0/24 ge 32"]
exabgp: {dialect: 5.0, ack: auto, refresh: 60s}
log: {level: info, format: text}
defaults: {interval: 1s, fast-interval: 200ms, timeout: 1s, rise: 3, fall: 3, warmup: 15s, stale: 10s}
services:
  web:
    vips: [9.9.9.9/32, "2001:db8::9/128"]
    checks:
      - backend: http_back
      - frontend: http_front
      - http: http://127.0.0.1/healthz
        expect: {status: 200-299, body: ok}
      - command: [/usr/local/bin/check-app, --quick]
    require: all
    tiers:
      - {capacity: 75%, leave: 65%}
      - {capacity: 25%, prepend: 2}
      - {capacity: 1%, prepend: 4, community: ["65010:666"]}
    down: withdraw
    unknown: hold
    maintenance-file: /etc/exabgp/maintenance
`
