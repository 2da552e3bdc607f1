// What does a connection that failed say of the other side, and what of this one?
import assert from 'node:assert/strict'
import { connect, type LookupFunction } from 'node:net'
import { it } from 'node:test'
import { readFailure } from '../../lib/io/failure.ts'

const over = (code: string, where: Readonly<Record<string, string | number>>) =>
  Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect', ...where })

it('a permission is missing on this machine for a unix socket; over the network a packet was refused on its way', () => {
  assert.equal(readFailure(over('EACCES', { address: '/run/haproxy.sock' })).kind, 'local')
  assert.equal(readFailure(over('EACCES', { address: '2001:db8::1', port: 80 })).kind, 'hung')
  // A policy of this machine, or a route of its own: of IPv4 no packet leads to it.
  for (const address of ['192.0.2.1', '::1']) assert.equal(readFailure(over('EACCES', { address, port: 80 })).kind, 'local')
  assert.equal(readFailure(over('EPERM', { address: '2001:db8::1', port: 80 })).kind, 'local')
})

it('of a name with several addresses one that could not be asked proves nothing, unless it is that there is no IPv6 here', () => {
  const noPort = over('EADDRNOTAVAIL', { address: '127.0.0.1', port: 80 })
  const noIpv6 = over('EADDRNOTAVAIL', { address: '::1', port: 80 })
  const refused = over('ECONNREFUSED', { address: '127.0.0.2', port: 80 })
  const all = (...errors: readonly Error[]) => readFailure(Object.assign(new AggregateError(errors), { code: 'EADDRNOTAVAIL' })).kind
  assert.deepEqual([all(noIpv6, refused), all(refused, noIpv6), all(noIpv6, noIpv6)], ['refused', 'refused', 'local'])
  assert.deepEqual([all(noPort, refused), all(refused, noPort), all(over('EMFILE', {}), refused)], ['local', 'local', 'local'])
})

it('such a name fails with the errors of all its addresses', async () => {
  const lookup: LookupFunction = (_, __, answer) =>
    answer(
      null,
      ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 })),
    )
  const error = await new Promise((resolve) => connect({ host: 'two.example', port: 1, lookup }).on('error', resolve))
  assert.ok(error instanceof AggregateError)
  assert.deepEqual([error.errors.length, readFailure(error).kind], [2, 'refused'])
})
