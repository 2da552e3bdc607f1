// Are tables read by column name, whatever stands in the fields?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Row, readTable } from '../../lib/haproxy/csv.ts'
import { cpuMs } from '../cpu-time.ts'
import { headers, row, server, table } from './tables.ts'

const read = (text: string, columns: readonly string[]) => {
  const rows: Row[] = []
  const result = readTable(text, 0, columns, (row) => rows.push(row))
  return result.ok ? rows : result.reason
}

for (const [version, header] of Object.entries(headers)) {
  test(`the columns of HAProxy ${version} are found by name, in any order asked`, () => {
    const text = table([server('b/s1', 'UP 1/3', { uweight: 7 })], header)
    assert.deepEqual(read(text, ['uweight', 'svname', 'status']), [['7', 's1', 'UP 1/3']])
  })
}

test('a quoted field may hold commas, doubled quotes and line ends', () => {
  const text = '# pxname,last_chk,status,-,\nb,"say ""hi"", all\nis well",UP,-,\nb,,DOWN,-,\n'
  assert.deepEqual(read(text, ['last_chk', 'status']), [
    ['say "hi", all\nis well', 'UP'],
    ['', 'DOWN'],
  ])
})

test('any text in a quoted field comes back as it was', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, two) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
      assert.deepEqual(read(`# pxname,a,b,-,\npx,${quoted(one)},${quoted(two)},-,\n`, ['b', 'a', 'pxname']), [[two, one, 'px']])
    }),
  )
})

test('a table ends at an empty line, and tells whether there was one', () => {
  const text = '# pxname,-,\nb,-,\n\nmore'
  const ended = (one: string) => readTable(one, 0, ['pxname'], ([name]) => assert.equal(name, 'b'))
  assert.deepEqual(ended(text), { ok: true, end: text.length - 4, closed: true })
  assert.deepEqual(ended('# pxname,-,\nb,-,\n'), { ok: true, end: 17, closed: false })
})

test('columns after the one named - may be missing from a row, and none before it', () => {
  assert.deepEqual(read('# pxname,a,-,b,c,\nb,1,-,\n', ['a']), [['1']])
  assert.equal(read('# pxname,a,-,b,c,\nb,1\n', ['a']), 'a row that is cut short')
  assert.equal(read('# pxname,a,-,b,c,\nb,1,-', ['a']), 'a row that is cut short')
  assert.equal(read('# pxname,a,-,b,c,\nb,"1,-,\n', ['a']), 'a row that is cut short')
})

test('a table without a column that is needed is refused by its name', () => {
  assert.equal(read('# pxname,a,-,\n', ['a', 'uweight']), 'a statistics table without the column uweight')
})

test('ten thousand servers are read in well under the time of a poll', () => {
  const header = headers['3.4'] ?? ''
  const one = row(server('b/s1', 'UP'), header)
  const text = `${header}\n${`${one}\n`.repeat(10_000)}\n`
  const columns = ['pxname', 'svname', 'status', 'weight', 'uweight', 'check_status', 'check_health']
  const times = Array.from({ length: 3 }, () => {
    const started = cpuMs()
    assert.equal(read(text, columns).length, 10_000)
    return cpuMs() - started
  })
  assert.ok(Math.min(...times) < 250, `${Math.min(...times)} ms`)
})
