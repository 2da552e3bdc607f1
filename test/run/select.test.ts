// Is every test file played once, and none that was not asked for?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endToEnd, select } from './select.ts'

const filesOf = async (...words: readonly string[]): Promise<readonly string[]> => {
  const { unit, e2e, machines, alone } = await select(words)
  assert.ok(unit.every((file) => !endToEnd(file)) && [...e2e, ...machines, ...alone].every(endToEnd))
  return [...unit, ...e2e, ...machines, ...alone]
}

test('without a word every file is played, in one group only', async () => {
  const all = await filesOf()
  assert.equal(new Set(all).size, all.length)
  assert.deepEqual([...all].sort(), [...(await filesOf('unit')), ...(await filesOf('e2e'))].sort())
})

test('a word chooses, a word with a - leaves out, and one that matches nothing is an error', async () => {
  const labs = await filesOf('e2e/lab')
  assert.ok(labs.includes('test/e2e/lab-ecmp.test.ts') && labs.every((file) => file.includes('lab')))
  assert.deepEqual(
    await filesOf('e2e/lab', '-ecmp'),
    labs.filter((file) => !file.includes('ecmp')),
  )
  await assert.rejects(select(['e2e/nobody']), /no test file matches e2e\/nobody/)
  await assert.rejects(select(['run/select', '-select']), /no test file is left/)
})
