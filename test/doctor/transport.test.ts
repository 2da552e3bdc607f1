// Is a connection that cannot come up named, and a machine that stands in its way?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Facts } from '../../lib/doctor/check.ts'
import { readConf } from '../../lib/doctor/conf.ts'
import { settingsOf } from '../../lib/doctor/settings.ts'
import { readUnit } from '../../lib/doctor/unit.ts'
import { told } from './told.ts'

const confWith = (...lines: readonly string[]): Facts['conf'] => {
  const read = readConf('/etc/exabgp/exabgp.conf', `neighbor 10.0.0.1 {\n${lines.join('\n')}\n}\n`)
  assert.ok(read.ok)
  return read.value
}

const envWith = (text: string): Facts['env'] => settingsOf('/etc/exabgp/exabgp.env', text, undefined)

const listens = envWith("[exabgp.tcp]\nbind = '10.0.0.9'\n")

const listeners = { others: [22, 80], firstFree: 1024 }

const unit = readUnit('LoadState=loaded\nUser=exabgp\nAmbientCapabilities=cap_net_admin\n')

test('an ExaBGP that is to listen needs the address, a free port and the right to take it', async () => {
  const facts = { conf: confWith('passive true;', 'local-address 10.0.0.9;'), env: listens, listeners, unit, addresses: ['10.0.0.9'] }
  const [denied] = await told('tcp-bind', facts)
  assert.equal(denied?.seen, 'the unit exabgp may not listen on port 179')
  assert.match(denied?.mend ?? '', /CapabilityBoundingSet=CAP_NET_BIND_SERVICE\\nAmbientCapabilities=CAP_NET_BIND_SERVICE/)
  const allowed = readUnit('LoadState=loaded\nUser=exabgp\nAmbientCapabilities=cap_net_admin cap_net_bind_service\n')
  assert.deepEqual(await told('tcp-bind', { ...facts, unit: allowed }), [])
  assert.deepEqual(await told('tcp-bind', { ...facts, listeners: { ...listeners, firstFree: 100 } }), [])
  const [taken] = await told('tcp-bind', { ...facts, listeners: { ...listeners, others: [179] } })
  assert.equal(taken?.seen, 'another program listens on port 179, where ExaBGP is to listen')
  const [strange] = await told('tcp-bind', { ...facts, addresses: ['10.0.0.10'] })
  assert.match(strange?.seen ?? '', /bind is 10\.0\.0\.9, which this machine does not have$/)
  assert.deepEqual(await told('tcp-bind', { conf: facts.conf, env: envWith('') }), [])
})

test('a neighbor that is to call needs somebody who listens', async () => {
  const [found] = await told('passive', { conf: confWith('passive;'), env: envWith('') })
  assert.deepEqual([found?.level, found?.mend], ['fail', "sed -i '2{/passive;/d}' /etc/exabgp/exabgp.conf"])
  assert.deepEqual(await told('passive', { conf: confWith('passive;', 'listen 179;'), env: envWith('') }), [])
  assert.deepEqual(await told('passive', { conf: confWith('passive;'), env: listens }), [])
  assert.deepEqual(await told('passive', { conf: confWith('passive false;'), env: envWith('') }), [])
})

test('a short life of packets is wrong only where a router stands between', async () => {
  const conf = confWith('outgoing-ttl 1;', 'incoming-ttl 255;')
  assert.deepEqual(await told('ttl', { conf, behindRouters: [] }), [])
  assert.deepEqual(
    (await told('ttl', { conf, behindRouters: ['10.0.0.1'] })).map(({ mend }) => mend),
    ["sed -i '2{/outgoing-ttl 1;/d}' /etc/exabgp/exabgp.conf", "sed -i '3{/incoming-ttl 255;/d}' /etc/exabgp/exabgp.conf"],
  )
  assert.deepEqual(await told('ttl', { conf: confWith('outgoing-ttl 2;'), behindRouters: ['10.0.0.1'] }), [])
})

test('a device with a dot in its name is written as sysctl takes it', async () => {
  const [strict] = await told('rp-filter', { reversePath: new Map([['bond0.100', 1]]) })
  assert.match(strict?.mend ?? '', /^sysctl -w net\.ipv4\.conf\.bond0\/100\.rp_filter=2 && .* net\.ipv4\.conf\.bond0\/100\.rp_filter=2 >>/)
  const [answers] = await told('arp', { answered: [{ device: 'bond0.100', vip: '10.0.0.1' }] })
  assert.match(answers?.mend ?? '', /^sysctl -w net\.ipv4\.conf\.bond0\/100\.arp_ignore=1 /)
})

test('a neighbor that ExaBGP calls in vain is named, and no other', async () => {
  const conf = confWith('hold-time 30;')
  assert.deepEqual(await told('tcp-connection', { conf, connections: { waiting: ['10.0.0.2'] } }), [])
  assert.equal((await told('tcp-connection', { conf, connections: { waiting: ['10.0.0.1'] } }))[0]?.level, 'warn')
})

test('a route that leads nowhere is named with the line that takes it away', async () => {
  assert.deepEqual(await told('route-to-peer', { barred: new Map([['10.0.0.1', 'unreachable 10.0.0.0/24']]) }), [
    {
      level: 'fail',
      seen: 'the route to 10.0.0.1 leads nowhere: unreachable 10.0.0.0/24',
      mend: 'ip route delete unreachable 10.0.0.0/24',
    },
  ])
})

test('ARP for a VIP, a full table of connections and a clock of its own are named', async () => {
  const [answers] = await told('arp', { answered: [{ device: 'eth0', vip: '10.0.0.77' }] })
  assert.match(answers?.mend ?? '', /^sysctl -w net\.ipv4\.conf\.eth0\.arp_ignore=1 net\.ipv4\.conf\.eth0\.arp_announce=2 && /)
  assert.deepEqual(await told('conntrack', { conntrack: { count: 80, most: 100 } }), [])
  assert.deepEqual(await told('conntrack', { conntrack: undefined }), [])
  assert.match((await told('conntrack', { conntrack: { count: 90, most: 100 } }))[0]?.mend ?? '', /nf_conntrack_max=200/)
  assert.equal((await told('clock', { clock: false }))[0]?.level, 'note')
  assert.deepEqual(await told('clock', { clock: undefined }), [])
})
