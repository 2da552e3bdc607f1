// Is a process of ExaBGP's told from one that a script started?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startedByExabgp } from '../../lib/io/started-by-exabgp.ts'

for (const [command, expected] of [
  ['/usr/bin/python3 /usr/sbin/exabgp /etc/exabgp/exabgp.conf', true],
  ['/usr/bin/python3 -m exabgp /etc/exabgp/exabgp.conf', true],
  ['python3 -u -m exabgp server /etc/exabgp/exabgp.conf', true],
  ['/opt/exabgp/bin/exabgp /etc/exabgp/exabgp.conf', true],
  ['/usr/bin/python3 -W ignore /usr/sbin/exabgp', true],
  ['/usr/bin/python3 /opt/exabgp/src/exabgp/application/main.py server /etc/exabgp/exabgp.conf', true],
  ['python3.11 /opt/exabgp/lib/exabgp/application/bgp.py --root /opt/exabgp /etc/exabgp/exabgp.conf', true],
  ['/bin/sh /etc/init.d/exabgp stop', false],
  ['/usr/bin/python3 -m exabgp healthcheck --cmd check', false],
  ['/usr/bin/python3 /usr/sbin/exabgp-healthcheck', false],
  ['/bin/sh /etc/exabgp/check.sh', false],
  ['/usr/bin/python3 deploy.py /etc/exabgp', false],
  ['node /usr/bin/exabgp-haproxy', false],
  ['sshd: root@notty', false],
  ['', false],
] as const)
  test(`${JSON.stringify(command)} is ${expected ? '' : 'not '}ExaBGP`, () => assert.equal(startedByExabgp(command.split(' ')), expected))
