// Which VIPs are remarked on because the machine that attracts their traffic does not have them?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../lib/config/read.ts'
import { missingVips } from '../../lib/policy/missing-vips.ts'
import { prefix } from '../engine/configs.ts'

const missing = async (service: string, ...addresses: readonly string[]) => {
  const text = `bgp: {local-as: 65010, neighbors: [10.0.0.1]}\nservices: {web: {checks: [{backend: b}], ${service}}}`
  const read = await readConfig({ file: { name: 'test', text }, flags: {} })
  assert.ok(read.ok, JSON.stringify(read))
  return missingVips(read.config, addresses.map(prefix)).flatMap(({ vips }) => vips)
}

test('a VIP is here when one of the addresses is it, or lies in it', async () => {
  const vips = 'vips: [9.9.9.9/32, 9.9.8.0/29, "2001:db8::9/128", "2001:db8:1::/64"]'
  assert.deepEqual(await missing(vips, '127.0.0.1', '::1'), ['9.9.9.9/32', '9.9.8.0/29', '2001:db8::9/128', '2001:db8:1::/64'])
  assert.deepEqual(await missing(vips, '9.9.9.9', '9.9.8.3', '2001:db8::9', '2001:db8:1::5'), [])
  assert.deepEqual(await missing(vips, '9.9.9.8', '9.9.8.8', '2001:db8::9', '2001:db8:2::5'), [
    '9.9.9.9/32',
    '9.9.8.0/29',
    '2001:db8:1::/64',
  ])
})

test('a VIP whose next hop is another machine needs no address here, unless some tier or neighbor leads here', async () => {
  const vip = 'vips: [9.9.9.9/32], next-hop: 10.0.0.7'
  assert.deepEqual(await missing(vip, '10.0.0.8'), [])
  assert.deepEqual(await missing(vip, '10.0.0.7'), ['9.9.9.9/32'])
  assert.deepEqual(await missing(`${vip}, tiers: [{capacity: 50%}, {capacity: 1%, next-hop: self}]`, '10.0.0.8'), ['9.9.9.9/32'])
  assert.deepEqual(await missing(`${vip}, neighbors: {10.0.0.1: {next-hop: self}}`, '10.0.0.8'), ['9.9.9.9/32'])
})
