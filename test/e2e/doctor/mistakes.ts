// Which mistakes does one make when a machine is set up, and which check of doctor names each?

/** `make`: lines for a shell of the machine. `id`: the check that names it, once typed. `after`: what is right for doctor, and not in this network, or would hide the next mistake. */
export type Mistake = { readonly what: string; readonly make: string; readonly id: string; readonly after?: string }

const conf = '/etc/exabgp/exabgp.conf'
const yaml = '/etc/exabgp/exabgp-haproxy.yaml'
const env = '/etc/exabgp/exabgp.env'
const cfg = '/etc/haproxy/haproxy.cfg'

/** Fails where the file has nothing of the kind. */
const sed = (path: string, pattern: string, script: string): string => `grep -q '${pattern}' ${path}\nsed -i '${script}' ${path}`

const inNeighbor = (...lines: readonly string[]): string => inFirst('hold-time.*', `&\\n    ${lines.join('\\n    ')}`)

/** In the first neighbor alone. */
const inFirst = (pattern: string, by: string): string => sed(conf, pattern, `0,/${pattern}/s//${by}/`)

/** As often as one likes: systemd allows five in ten seconds. */
const restart = 'systemctl reset-failed haproxy\nsystemctl restart haproxy'

const dropIns = '/etc/systemd/system/exabgp.service.d'

/** Sorts before what doctor adds. */
const inUnit = (...lines: readonly string[]): string =>
  `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >${dropIns}/yours.conf\nsystemctl daemon-reload`

/** Where the unit of ExaBGP finds one that is too old. */
const oldNode = `mkdir -p /opt/old\nprintf '%s\\n' '#!/bin/sh' 'echo v18.20.4' >/opt/old/node\nchmod 755 /opt/old/node`

/** Of the documents nothing is left in the unit, and nothing of doctor. */
const asBefore = `rm -f ${dropIns}/yours.conf ${dropIns}/zz-exabgp-haproxy.conf\nsystemctl daemon-reload`

export const mistakes: readonly Mistake[] = [
  { what: 'no encoder', id: 'encoder', make: sed(conf, 'encoder text', '/encoder text/d') },
  { what: 'two lines with run', id: 'run-lines', make: sed(conf, 'encoder text', 's/encoder text;/run \\/bin\\/false;\\n    &/') },
  { what: 'no neighbor-changes', id: 'neighbor-changes', make: inFirst('neighbor-changes;', '') },
  { what: 'no api block', id: 'api-block', make: sed(conf, 'api {', '/api {/,/}/d') },
  {
    what: 'a name of a process that there is not',
    id: 'api-process',
    make: sed(conf, 'processes', 's/processes \\[.*\\]/processes [ watchdog ]/'),
  },
  {
    what: 'a process that is not started again',
    id: 'respawn',
    make: sed(conf, 'encoder text', 's/encoder text;/&\\n    respawn false;/'),
  },
  { what: 'no process is started again', id: 'respawn', make: sed(env, '^respawn', 's/^respawn.*/respawn = false/') },
  {
    what: 'no process of ours',
    id: 'exabgp-conf',
    make: sed(conf, '^process rhi', '/^process rhi/,/^}/d'),
    after: `cp --archive /root/good/exabgp/exabgp.conf ${conf}`,
  },
  {
    what: 'a process too many, with the same VIP',
    id: 'shared-vip',
    make: `sed -n '/^process rhi/,/^}/p' ${conf} | sed 's/process rhi/process two/' >>${conf}\n${sed(conf, 'processes', 's/processes \\[ rhi/& two/')}`,
  },
  { what: 'a misspelled word that ExaBGP refuses', id: 'exabgp-validate', make: inFirst('peer-as', 'peer-az') },
  { what: 'a value that ExaBGP refuses', id: 'exabgp-validate', make: sed(env, '^encoder', 's/^encoder.*/encoder = yaml/') },
  { what: 'one session and no other', id: 'session-attempts', make: sed(env, '^once', 's/^once.*/once = true/') },
  {
    what: 'a log where ExaBGP may not write',
    id: 'exabgp-files',
    make: sed(env, '^destination', 's|^destination.*|destination = /var/log/exabgp.log|'),
  },
  { what: 'an address to listen on that is not here', id: 'tcp-bind', make: sed(env, '^bind', 's/^bind.*/bind = 172.16.136.70/') },
  {
    what: 'a port to listen on that ExaBGP may not take',
    id: 'tcp-bind',
    make: sed(env, '^bind', 's/^bind.*/bind = 172.16.156.70/'),
    after: `${asBefore}\nsed -i "s/^bind.*/bind = ''/" ${env}`,
  },
  { what: 'a neighbor that is to call, and nothing listens', id: 'passive', make: inNeighbor('passive true;') },
  { what: 'a route to a router that leads nowhere', id: 'route-to-peer', make: 'ip route add unreachable 10.16.96.4' },
  {
    what: 'an old Node in the PATH of the unit',
    id: 'node-version',
    make: `${oldNode}\n${inUnit('[Service]', 'Environment=PATH=/opt/old:/usr/sbin:/usr/bin')}`,
    after: asBefore,
  },
  {
    what: 'acknowledgements off by the environment of the unit',
    id: 'api-ack',
    make: inUnit('[Service]', 'Environment=exabgp_api_ack=false'),
    after: asBefore,
  },
  { what: 'a unit that is not started with the machine', id: 'unit', make: 'systemctl disable exabgp' },
  {
    what: 'a unit that systemd gives up',
    id: 'unit-restart',
    make: inUnit('[Unit]', 'StartLimitIntervalSec=10', '[Service]', 'Restart=on-failure'),
    after: asBefore,
  },
  {
    what: 'a unit that starts ExaBGP with another file',
    id: 'unit-conf',
    make: inUnit('[Service]', 'ExecStart=', 'ExecStart=/usr/sbin/exabgp /etc/exabgp/other.conf'),
    after: asBefore,
  },
  { what: 'a unit that withdraws nothing before it stops', id: 'unit-stop', make: inUnit('[Service]', 'ExecStop='), after: asBefore },
  {
    what: 'a unit that hides what we need',
    id: 'unit-sandbox',
    make: inUnit(
      '[Service]',
      'ProtectSystem=strict',
      'RuntimeDirectory=',
      'RestrictAddressFamilies=AF_INET AF_INET6',
      'MemoryDenyWriteExecute=yes',
    ),
    after: asBefore,
  },
  {
    what: 'a folder of the state that cannot be made',
    id: 'state-folder',
    make: `sed -i '1i exabgp: {state-file: /srv/rhi/state.json}' ${yaml}`,
    after: `sed -i 1d ${yaml}`,
  },
  { what: 'a pipe of exabgpcli that is gone', id: 'exabgpcli-pipes', make: 'rm /run/exabgp/exabgp.in' },
  { what: 'no acknowledgements', id: 'api-ack', make: sed(env, '^ack', 's/^ack.*/ack = false/') },
  { what: 'a user that there is not', id: 'daemon-user', make: sed(env, '^user', "s/^user.*/user = \\'exabpg\\'/".replaceAll("\\'", '"')) },
  { what: 'a hold time of 180 s', id: 'hold-time', make: inFirst('hold-time .*', 'hold-time 180;') },
  {
    what: 'an MD5 password that looks like base64',
    id: 'md5-base64',
    make: inNeighbor('md5-password deadbeef;'),
    after: sed(conf, 'md5', '/md5/d'),
  },
  { what: 'a rate limit', id: 'rate-limit', make: inNeighbor('rate-limit 10;') },
  { what: 'no adj-rib-out', id: 'adj-rib-out', make: inNeighbor('adj-rib-out false;') },
  {
    what: 'graceful restart that says the end of the RIB too early',
    id: 'graceful-restart',
    make: inNeighbor('capability {', '    graceful-restart 60;', '}'),
  },
  { what: 'another family', id: 'vip-family', make: inFirst('ipv4 unicast', 'ipv6 unicast') },
  {
    what: "another node's exabgp.conf",
    id: 'local-address',
    make: inFirst('local-address .*', 'local-address 172.16.136.70;'),
  },
  { what: "another node's router-id", id: 'router-id', make: inFirst('router-id .*', 'router-id 172.16.136.70;') },
  { what: 'a static route beside', id: 'static-route', make: inNeighbor('static {', '    route 9.9.9.9\\/32 next-hop self;', '}') },
  { what: 'a setuid Node', id: 'program-executable', make: 'chmod u+s /usr/bin/node' },
  {
    what: 'a program that is elsewhere',
    id: 'program-executable',
    make: sed(conf, '/usr/bin/exabgp-haproxy', 's|/usr/bin/exabgp-haproxy|/usr/local/bin/exabgp-haproxy|'),
  },
  { what: 'no exabgp.conf', id: 'exabgp-conf', make: `rm ${conf}` },
  { what: 'an exabgp.conf for root alone', id: 'exabgp-conf', make: `chown root: ${conf}\nchmod 600 ${conf}` },
  { what: 'a misspelled key', id: 'config-valid', make: sed(yaml, 'local-as', 's/local-as/local-az/') },
  { what: 'a configuration for root alone', id: 'config-valid', make: `chown root: ${yaml}\nchmod 600 ${yaml}` },
  {
    what: 'a neighbor that exabgp.conf does not have',
    id: 'yaml-neighbors',
    make: sed(yaml, 'local-as: 65010', 's/local-as: 65010/&\\n  neighbors: [10.16.96.4, 10.16.96.6]/'),
  },
  {
    what: 'a socket for the wrong group',
    id: 'haproxy-socket',
    make: `${sed(cfg, 'group exabgp', 's/group exabgp/group haproxy/')}\n${restart}`,
  },
  { what: 'HAProxy does not run', id: 'haproxy-socket', make: 'systemctl reset-failed haproxy\nsystemctl stop haproxy' },
  {
    what: 'no ring',
    id: 'haproxy-ring',
    make: `${sed(cfg, '^ring health', '/^ring health/,/size/d;/log ring@health/d')}\n${restart}`,
  },
  {
    what: 'a socket that may only be read',
    id: 'haproxy-ring',
    make: `${sed(cfg, 'level operator', 's/level operator/level user/')}\n${restart}`,
  },
  { what: 'a server without check', id: 'haproxy-probe', make: `${sed(cfg, ' check$', 's/ check$//')}\n${restart}` },
  { what: 'a misspelled backend', id: 'haproxy-probe', make: sed(yaml, 'http_back', 's/http_back/http_bakc/') },
  { what: 'the VIP on no interface', id: 'vip-local', make: 'ip address delete 9.9.9.9/32 dev lo' },
]
