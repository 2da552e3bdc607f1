// Which addresses does a name get, whatever DNS does?
import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import dns from 'node:dns/promises'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { lookupWithin } from '../../lib/io/lookup.ts'
import { nameError } from '../../lib/io/resolver.ts'
import { candidates, firstFound, searchIn } from '../../lib/io/search-list.ts'

type Answer = readonly string[] | string | undefined

/** How DNS answers for A and for AAAA: with addresses, an error's code, or not at all. */
const dnsSays = (context: TestContext, four: Answer, six: Answer): void => {
  for (const [family, answer] of [
    ['resolve4', four],
    ['resolve6', six],
  ] as const) {
    context.mock.method(dns.Resolver.prototype, family, () => {
      if (answer === undefined) return new Promise(() => {})
      return typeof answer === 'string' ? Promise.reject(Object.assign(new Error(answer), { code: answer })) : Promise.resolve(answer)
    })
  }
}

const lookUp = (name: string, family = 0, timeoutMs = 1000): Promise<readonly string[] | string> =>
  new Promise((resolve) =>
    lookupWithin(timeoutMs)(name, { all: true, family }, (error, found) => {
      const addresses: readonly LookupAddress[] = typeof found === 'string' ? [] : found
      resolve(error === null ? addresses.map(({ address }) => address).sort() : (error.code ?? ''))
    }),
  )

describe('a name', () => {
  it('of this machine needs nobody', async (context) => {
    dnsSays(context, undefined, undefined)
    assert.ok((await lookUp('localhost', 4)).includes('127.0.0.1'))
    assert.deepEqual(await lookUp('any.localhost'), ['127.0.0.1', '::1'])
    assert.deepEqual(await lookUp('any.localhost', 6), ['::1'])
  })

  it('has the addresses of both families', async (context) => {
    dnsSays(context, ['192.0.2.1'], ['2001:db8::1'])
    assert.deepEqual(await lookUp('both.example'), ['192.0.2.1', '2001:db8::1'])
    assert.deepEqual(await lookUp('both.example', 4), ['192.0.2.1'])
  })

  it('has those of one family while the other is not answered for', async (context) => {
    dnsSays(context, ['192.0.2.1'], undefined)
    assert.deepEqual(await lookUp('half.example'), ['192.0.2.1'])
  })

  it('that does not exist is told from one that nobody can tell of', async (context) => {
    dnsSays(context, 'ENOTFOUND', 'ENODATA')
    assert.equal(await lookUp('missing.example'), 'ENOTFOUND')
    dnsSays(context, 'ESERVFAIL', 'ETIMEOUT')
    assert.equal(await lookUp('unknown.example'), 'EAI_AGAIN')
  })

  for (const [how, answer] of [
    ['is silent', undefined],
    ['fails', 'ESERVFAIL'],
  ] as const) {
    it(`keeps its addresses while DNS ${how}`, async (context) => {
      const name = `kept-${answer}.example`
      dnsSays(context, ['192.0.2.1'], [])
      assert.deepEqual(await lookUp(name), ['192.0.2.1'])
      dnsSays(context, answer, answer)
      assert.deepEqual(await lookUp(name), ['192.0.2.1'])
    })
  }

  it('takes no more than a quarter of a short time before its last addresses are used', async (context) => {
    dnsSays(context, ['192.0.2.1'], [])
    await lookUp('short.example')
    dnsSays(context, undefined, undefined)
    assert.deepEqual(await Promise.race([lookUp('short.example', 0, 40), delay(90, 'late')]), ['192.0.2.1'])
  })

  it('never stands for this machine because DNS says 0.0.0.0 or ::, as a filter does', async (context) => {
    dnsSays(context, ['0.0.0.0'], ['::'])
    assert.equal(await lookUp('filtered.example'), 'EDESTADDRREQ')
    dnsSays(context, ['192.0.2.1'], ['::'])
    assert.deepEqual(await lookUp('half-filtered.example'), ['192.0.2.1'])
  })

  it('loses its addresses once DNS says that there is no such name', async (context) => {
    dnsSays(context, ['192.0.2.1'], [])
    await lookUp('gone.example')
    dnsSays(context, 'ENOTFOUND', 'ENOTFOUND')
    assert.equal(await lookUp('gone.example'), 'ENOTFOUND')
  })
})

it('the search list is walked as resolv.conf(5) has it', () => {
  const { search, dots } = searchIn('domain old.example\nsearch a.example b.example\noptions rotate ndots:2\n')
  assert.deepEqual(candidates('web', search, dots), ['web.a.example', 'web.b.example', 'web'])
  assert.deepEqual(candidates('web.c', search, dots), ['web.c.a.example', 'web.c.b.example', 'web.c'])
  assert.deepEqual(candidates('web.c.example', search, dots), ['web.c.example', 'web.c.example.a.example', 'web.c.example.b.example'])
  assert.deepEqual(candidates('web.', search, dots), ['web'])
  assert.deepEqual(searchIn('nameserver 192.0.2.53\n'), { search: [], dots: 1 })
})

it('a domain of the search list that fails does not end the look-up, and a server that is silent does', async () => {
  const [names, address] = [['web.a.example', 'web.b.example', 'web'], { address: '192.0.2.1', family: 4 }]
  const walked = async (...answers: readonly (string | readonly LookupAddress[])[]) => {
    const asked: string[] = []
    const found = firstFound('web', names, async (name) => {
      const answer = answers[asked.push(name) - 1] ?? []
      if (typeof answer === 'string') throw Object.assign(nameError('EAI_AGAIN', name), { cause: nameError(answer, name) })
      return answer
    })
    return [await found.catch(({ code }: NodeJS.ErrnoException) => code), asked.length]
  }
  assert.deepEqual(await walked('ESERVFAIL', [address]), [[address], 2])
  assert.deepEqual(await walked([], 'EREFUSED', [address]), [[address], 3])
  assert.deepEqual(await walked('ESERVFAIL', [], []), ['EAI_AGAIN', 3])
  assert.deepEqual(await walked('ETIMEOUT', [address]), ['EAI_AGAIN', 1])
  names.reverse()
  assert.deepEqual(await walked('ESERVFAIL', [address]), ['EAI_AGAIN', 1], 'another name of the list is another machine')
  assert.deepEqual(await walked([], 'ESERVFAIL', [address]), [[address], 3])
  assert.deepEqual(await walked(), [[], 3])
})
