// Does a file of names say what it says, without being parsed for each look-up?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { createHosts } from '../../lib/io/hosts.ts'
import { temporaryFolder } from '../folder.ts'

/** `after` reads the file again, when it says this. */
const hostsOf = (context: TestContext, text: string) => {
  const path = join(temporaryFolder(), 'hosts')
  writeFileSync(path, text)
  const lookUp = createHosts(path)
  const passed = { ms: 0 }
  const real = performance.now.bind(performance)
  context.mock.method(performance, 'now', () => real() + passed.ms)
  const after = async (next: string, name = 'web') => {
    writeFileSync(path, next)
    passed.ms += 2000
    return (await lookUp(name)).map(({ address }) => address)
  }
  return { lookUp, after }
}

it('a name has its addresses in the order of the lines, in whatever letters', async (context) => {
  const { lookUp } = hostsOf(context, '2001:db8::1 WEB web # 192.0.2.9 web\n192.0.2.1\tother web\n#192.0.2.2 web\nnonsense web\n')
  const both = [{ address: '2001:db8::1', family: 6 }, { address: '192.0.2.1', family: 4 }] // biome-ignore format: one line
  for (const name of ['web', 'Web.']) assert.deepEqual(await lookUp(name), both)
  assert.deepEqual(await lookUp('toString'), [])
  assert.deepEqual(await lookUp('a.localhost'), [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]) // biome-ignore format: one line
})

it('the file is parsed once as long as it says the same', async (context) => {
  const text = '192.0.2.1 web\n'
  const { lookUp, after } = hostsOf(context, text)
  const first = await lookUp('web')
  assert.equal(await lookUp('web'), first)
  await after(text)
  assert.equal(await lookUp('web'), first)
  assert.deepEqual(await after('192.0.2.2 web\n'), ['192.0.2.2'])
})

it('what may be half written is not believed before it says the same again', async (context) => {
  const { lookUp, after } = hostsOf(context, '192.0.2.1 web\n')
  await lookUp('web')
  for (const half of ['', '192.0.2.1 w']) assert.deepEqual(await after(half), ['192.0.2.1'])
  assert.deepEqual(await after('192.0.2.3 web'), ['192.0.2.1'])
  assert.deepEqual(await after('192.0.2.3 web'), ['192.0.2.3'])
  assert.deepEqual(await after('192.0.2.4 web\n'), ['192.0.2.4'])
})
