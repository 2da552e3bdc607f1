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
  assert.equal(readFailure(over('EPERM', { address: '2001:db8::1', port: 80 })).kind, 'local')
})

it('of a name with several addresses counts what failed elsewhere than on this machine', () => {
  const [noPort, refused] = [over('EADDRNOTAVAIL', { port: 80 }), over('ECONNREFUSED', { port: 80 })]
  const all = (...errors: readonly Error[]) => readFailure(Object.assign(new AggregateError(errors), { code: 'EADDRNOTAVAIL' })).kind
  assert.deepEqual([all(noPort, refused), all(refused, noPort), all(noPort, noPort)], ['refused', 'refused', 'local'])
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
