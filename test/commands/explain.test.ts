// Does the built program write a record from which it can tell exactly what it sent?
import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { Child, exabgp } from '../daemon/child.ts'
import { temporaryFolder } from '../folder.ts'

const vip = '192.0.2.1/32'
const announce = `announce route ${vip} next-hop self`
const drained = `${announce} med 900`

const folder = temporaryFolder()
const place = (name: string) => join(folder, name)

/** A run under an ExaBGP that answers, recorded from the first announcement to SIGTERM; gives all lines that were sent. */
const recorded = async (file: string): Promise<readonly string[]> => {
  const flag = place('healthy')
  await writeFile(flag, '')
  const cadence = ['--rise', '1', '--fall', '2', '--interval', '100ms', '--fast-interval', '50ms']
  const child = new Child(['--vip', vip, '--command', `test -e ${flag}`, '--down', 'med=900', ...cadence, '--record', file], exabgp)
  await child.waitForLine(announce)
  await rm(flag)
  await child.waitForLine(drained)
  child.process.kill('SIGTERM')
  assert.deepEqual(await child.exited, [0, null])
  return child.lines
}

const explain = async (...args: readonly string[]) => {
  const child = new Child(['explain', ...args])
  const [code] = await child.exited
  return { code, out: child.lines, log: child.log }
}

let sent: readonly string[] = []
let record = ''
before(async () => {
  record = place('record')
  sent = await recorded(record)
})

describe('explain', () => {
  it('reproduces every line of a run, to the last before the end', async () => {
    const questions = ['system version', 'system version', 'show adj-rib out', 'show neighbor extensive']
    assert.deepEqual(sent, [...questions, announce, drained, `withdraw route ${vip}`])
    assert.deepEqual(await explain('--sent', record), { code: 0, out: sent, log: [] })
  })

  it('tells the story of each service, in plain text where nobody looks at it', async () => {
    const { code, out, log } = await explain(record)
    assert.deepEqual([code, log], [0, []])
    const text = out.join('\n')
    assert.match(text, /^main: 192\.0\.2\.1\/32$/m)
    assert.match(text, /waits {4}command test: fall: 1 of 2 results below 100%/)
    assert.match(text, /verdict {2}down, announcing 192\.0\.2\.1\/32 as a last resort with med 900: command test: exit status 1/)
    assert.match(text, /sent {5}announce route 192\.0\.2\.1\/32 next-hop self med 900/)
    assert.match(text, /note {5}stopping on SIGTERM: withdrew 192\.0\.2\.1\/32/)
    assert.ok(!text.includes('\u001b'))
  })

  it('tells what another configuration would have done', async () => {
    const file = place('other.yaml')
    const command = `test -e ${place('healthy')}`
    await writeFile(
      file,
      `services: {main: {vips: [${vip}], checks: [{command: "${command}", rise: 1, fall: 1}, {http: "http://127.0.0.1/"}]}}\n`,
    )
    const { code, out } = await explain('--config', file, '--sent', record)
    assert.deepEqual([code, out], [0, []])
    const { out: told } = await explain('--config', file, record)
    assert.ok(told.includes('  main: http http://127.0.0.1/: the record has no evidence of it, so it stays unknown'), told.join('\n'))
    const flags = ['--vip', vip, '--command', command, '--rise', '1', '--fall', '1', '--med', '7']
    const { out: routes } = await explain(...flags, '--sent', record)
    assert.deepEqual(routes, [`${announce} med 7`, `withdraw route ${vip}`])
  })

  it('tolerates a last line that is not whole, and says so', async () => {
    const text = await readFile(record, 'utf8')
    const cut = place('cut')
    await writeFile(cut, text.slice(0, -10))
    const { code, out } = await explain(cut)
    assert.equal(code, 0)
    const last = text.split('\n').length - 1
    assert.match(
      out.join('\n'),
      new RegExp(`note {5}${cut}:${last}: this line is not whole: the process or the disk stopped in the midst of it`),
    )
  })

  it('goes on behind a broken line in one file with the next run', async () => {
    const file = place('twice')
    await writeFile(file, (await readFile(record, 'utf8')).slice(0, -10))
    const more = await recorded(file)
    const { out } = await explain('--sent', file)
    assert.deepEqual(out.slice(-more.length), more)
    assert.equal((await explain(file)).out.filter((line) => line.endsWith('the process starts')).length, 2)
  })

  it('passes over headers that are not whole, at the beginning and further on, and says so', async () => {
    const text = await readFile(record, 'utf8')
    const header = text.slice(0, text.indexOf('\n'))
    const broken = place('broken')
    await writeFile(
      broken,
      `${header.slice(0, 50)}\n${header.slice(0, 9)}\n\0\0\n${text}${header.slice(0, 20)}\n\n${header.slice(0, 30)}\n${text}`,
    )
    assert.deepEqual(await explain('--sent', broken), { code: 0, out: [...sent, ...sent], log: [] })
    const notes = (await explain(broken)).out.filter((line) => line.includes('this line is not whole'))
    assert.equal(notes.length, 2, notes.join('\n'))
    assert.match(notes[0] ?? '', new RegExp(`^(?!1970).* ${broken}:1: `))
  })

  it('passes over a file whose header was never written, where another has one, and says so', async () => {
    const beside = place('cut-header')
    for (const rest of ['', '{"record":"exabgp-hap']) {
      await writeFile(beside, rest)
      assert.deepEqual(await explain('--sent', beside, record), { code: 0, out: sent, log: [] })
      assert.match((await explain(beside, record)).out.join('\n'), new RegExp(`note {5}${beside}: this file has no header: `))
    }
  })

  for (const [what, spoil, problem] of [
    ['a line of something else', (text: string) => text.replace('\n', '\nhello\n'), /:2: Expected a line of a record, got "hello"$/],
    [
      'half a line in the middle',
      (text: string) => text.replace('\n', '\n{"at":\n'),
      /:2: Expected a line of a record, got "\{\\"at\\":"$/,
    ],
    ['no header', (text: string) => text.slice(text.indexOf('\n') + 1), /:1: Expected the header of a record, got "\{\\"type/],
    ['nothing', () => '', /:1: Expected the header of a record, got an empty file$/],
  ] as const) {
    it(`refuses a file with ${what}, and says where`, async () => {
      const file = place('spoiled')
      await writeFile(file, spoil(await readFile(record, 'utf8')))
      const { code, out, log } = await explain(file)
      assert.deepEqual([code, out, log.length], [65, [], 1])
      assert.ok(log[0]?.startsWith(`${file}:`), log[0])
      assert.match(log[0] ?? '', problem)
    })
  }

  it('says all that is wrong with what it was asked', async () => {
    assert.deepEqual(await explain('--service', 'wep', record), {
      code: 78,
      out: [],
      log: ['--service: Expected a service of the record, got "wep"'],
    })
    assert.deepEqual(await explain('/nonexistent'), {
      code: 65,
      out: [],
      log: ['Expected a readable file, got "/nonexistent" (no such file)'],
    })
    const { code, log } = await explain('--config', '/nonexistent.yaml', '--snet', record)
    assert.equal(code, 78)
    assert.equal(log.length, 2, log.join('\n'))
  })
})

describe('a run whose record cannot be written', () => {
  it('says so once and goes on', async () => {
    const child = new Child(['--vip', vip, '--command', 'true', '--rise', '1', '--record', place('absent/record')], exabgp)
    await child.waitForLog(
      /warn: \S+\/absent\/record cannot be written \(no such file or directory\): events are not recorded, routes are not affected; trying again every 60 s/,
    )
    await child.waitForLine(announce)
    child.say('shutdown 12 11')
    assert.deepEqual(await child.exited, [0, null])
    assert.equal(child.log.filter((line) => line.includes('cannot be written')).length, 1)
  })
})
