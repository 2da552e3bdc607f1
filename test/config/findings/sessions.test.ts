// Which sessions do the YAML and the flags come to?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'
import type { Sessions } from '../../../lib/config/sessions.ts'

const sessionsOf = async (source: Parameters<typeof readConfig>[0]): Promise<Sessions | undefined> => {
  const read = await readConfig(source)
  assert.ok(read.ok, read.ok ? '' : read.problems.map(formatProblem).join('\n'))
  return read.config.sessions
}

const byYaml = (sessions: string, vips = '[9.9.9.9/32]') =>
  sessionsOf({
    file: { name: 'test', text: `bgp: {local-as: 65010}\n${sessions}\nservices: {web: {vips: ${vips}, checks: [{backend: b}]}}` },
    flags: {},
  })

const flag = (name: string, ...values: readonly string[]) => ({ [name]: { label: `--${name}`, values } })

const families = async (vips: string, ...peers: readonly string[]) =>
  (await byYaml(`sessions: {as: 65515, peers: [${peers.map((peer) => JSON.stringify(peer)).join()}]}`, vips))?.peers.map(
    (peer) => peer.families,
  )

test('without the section there are none', async () => assert.equal(await byYaml(''), undefined))

test('an address is a whole peer where the section says the rest, and a peer says it better', async () => {
  const sessions = `
sessions:
  router-id: 192.0.2.70
  as: 65515
  hold-time: 9
  md5-file: /etc/exabgp/md5
  multihop: 2
  graceful-restart: 2m
  peers:
    - 10.16.96.4
    - {address: "2001:DB8::4", as: 65010, hold-time: 30s, multihop: 1, md5-file: /b, graceful-restart: 5, local-address: "2001:db8::70", families: "ipv6, ipv4"}`
  assert.deepEqual(await byYaml(sessions), {
    localAs: 65010,
    routerId: '192.0.2.70',
    peers: [
      {
        address: { family: 'ipv4', text: '10.16.96.4' },
        as: 65515,
        holdTimeS: 9,
        families: ['ipv4'],
        multihop: 2,
        md5File: '/etc/exabgp/md5',
        gracefulRestartS: 120,
      },
      {
        address: { family: 'ipv6', text: '2001:db8::4' },
        as: 65010,
        holdTimeS: 30,
        families: ['ipv4', 'ipv6'],
        localAddress: '2001:db8::70',
        multihop: 1,
        md5File: '/b',
        gracefulRestartS: 5,
      },
    ],
  })
})

test('the hold time is 30 s unless it is given; nothing else is on', async () => {
  const expected = [{ address: { family: 'ipv4', text: '10.0.0.4' }, as: 65515, holdTimeS: 30, families: ['ipv4'] }]
  assert.deepEqual((await byYaml('sessions: {peers: [{address: 10.0.0.4, as: 65515}]}'))?.peers, expected)
})

test('families of the VIPs go over sessions of their own kind, and over the others where there are none', async () => {
  const [four, six] = ['10.0.0.4', '2001:db8::4']
  assert.deepEqual(await families('[9.9.9.9/32]', four), [['ipv4']])
  assert.deepEqual(await families('[9.9.9.9/32, "2001:db8::9/128"]', four), [['ipv4', 'ipv6']])
  assert.deepEqual(await families('[9.9.9.9/32, "2001:db8::9/128"]', four, six), [['ipv4'], ['ipv6']])
  assert.deepEqual(await families('["2001:db8::9/128"]', four), [['ipv6']])
  assert.deepEqual(await families('["2001:db8::9/128"]', four, six), [['ipv4'], ['ipv6']])
})

test('flags say the same as the file, and go before it', async () => {
  const yaml = `sessions: {router-id: 192.0.2.70, peers: [{address: 10.0.0.4, as: 65515, md5-file: /a, families: "ipv4,ipv6"}, {address: 10.0.0.5, as: 1.10}]}`
  const peers = ['address=10.0.0.4 as=65515 md5-file=/a families=ipv4,ipv6', 'address=10.0.0.5 as=1.10']
  const sessions = { ...flag('peer', ...peers), ...flag('router-id', '192.0.2.70') }
  const service = { ...flag('vip', '9.9.9.9'), ...flag('backend', 'b'), ...flag('local-as', '65010') }
  const expected = await byYaml(yaml)
  assert.deepEqual(await sessionsOf({ flags: { ...service, ...sessions } }), expected)
  const text = `bgp: {local-as: 65010}\nsessions: {peers: 10.0.0.9}\nservices: {web: {vips: 9.9.9.9, checks: [{backend: b}]}}`
  assert.deepEqual(await sessionsOf({ file: { name: 'test', text }, flags: sessions }), expected)
})

test('an address alone is a peer by flag too, where the file says the rest', async () => {
  const text = `bgp: {local-as: 65010}\nsessions: {as: 65515, peers: 10.0.0.8 10.0.0.9}\nservices: {web: {vips: 9.9.9.9, checks: [{backend: b}]}}`
  const addresses = async (flags: Parameters<typeof readConfig>[0]['flags']) =>
    (await sessionsOf({ file: { name: 'test', text }, flags }))?.peers.map(({ address }) => address.text)
  assert.deepEqual(await addresses({}), ['10.0.0.8', '10.0.0.9'])
  assert.deepEqual(await addresses(flag('peer', '10.0.0.4', '2001:db8::4')), ['10.0.0.4', '2001:db8::4'])
})

test('a password in the place of its file is not repeated', async () => {
  const peers = ['address=10.0.0.4 as=1 md5-file=hunter2', 'address=10.0.0.5 as=1 md5=hunter2', 'address=10.0.0.6 hunter2']
  const read = await readConfig({
    flags: { ...flag('vip', '9.9.9.9'), ...flag('backend', 'b'), ...flag('local-as', '1'), ...flag('peer', ...peers) },
  })
  assert.deepEqual(read.ok ? [] : read.problems.map(formatProblem), [
    '--peer: Expected key=value pairs separated by spaces, every key once',
    '--peer: md5-file: Expected an absolute path',
    '--peer: md5: Expected a known key, got "md5". Did you mean "md5-file"?',
  ])
})
