// Does another configuration come into force in the built program, and does the one before come back, also across kill -9?
import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'
import { Place } from './place.ts'

const web = (med: number, more = '') =>
  `services:\n  web:\n    vips: [192.0.2.1/32, 192.0.2.2/32]\n    med: ${med}\n    checks:\n      - {command: "true", rise: 1}\n${more}`
const api = '  api:\n    vips: [192.0.2.3/32]\n    checks:\n      - {command: "true", rise: 1}\n'

const place = async (test: TestContext, text: string): Promise<Place> => {
  const place = new Place(temporaryFolder())
  test.after(() => place.killed())
  await writeFile(place.file, text)
  return place
}

// What is said once more in another text, as it changed twice within a short time, is no change.
const routeLines = ({ lines }: Child): readonly string[] =>
  lines.filter((line) => /^(announce|withdraw)/.test(line) && !/ origin igp/.test(line))

const announced = (med: number) => `announce attributes next-hop self med ${med} nlri 192.0.2.1/32 192.0.2.2/32`

test('a reload sends what has changed and nothing else; what is broken changes nothing, and says where', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, `# the same\n${web(1)}`)
  assert.deepEqual(await here.run('reload'), { status: 0, out: 'nothing changes\n', err: '' })
  await writeFile(here.file, web(2, api))
  const dry = await here.run('reload', '--dry-run')
  assert.equal(dry.status, 0)
  assert.match(
    dry.out,
    /^web {2}med 1 -> 2 +announce 192\.0\.2\.1\/32 192\.0\.2\.2\/32 again \(it is on tier 1\)\napi {2}\+ service +nothing is sent until its checks have settled\n/,
  )
  assert.deepEqual(routeLines(child), [announced(1)])
  assert.equal((await here.run('reload')).status, 0)
  await child.waitForLine('announce route 192.0.2.3/32 next-hop self')
  assert.deepEqual([...new Set(routeLines(child))], [announced(1), announced(2), 'announce route 192.0.2.3/32 next-hop self'])
  for (const [text, problem] of [
    [`${web(3)}    teirs: 1\n`, /config\.yaml:7:5: services\.web\.teirs: Expected .* Did you mean "tiers"\?/],
    ['', /config\.yaml:\S+: .*Expected/],
    ['services:\n  web: {vips: [', /config\.yaml:2:/],
  ] as const) {
    await writeFile(here.file, text)
    const broken = await here.run('reload')
    assert.equal(broken.status, 78, text)
    assert.match(broken.err, problem)
    await child.waitForLog(problem)
  }
  await rm(here.file)
  assert.equal((await here.run('reload')).status, 78)
  await writeFile(here.file, `${web(1).replace('192.0.2.1/32, 192.0.2.2/32', '192.0.2.9/32')}`)
  const refused = await here.run('reload')
  assert.equal(refused.status, 2)
  assert.match(refused.err, /not reloaded: it would withdraw all of what is announced/)
  child.process.kill('SIGHUP')
  await child.waitForLog(/not reloaded: it would withdraw all .* \(by SIGHUP\)/)
  assert.equal(new Set(routeLines(child)).size, 3)
  await writeFile(here.file, web(4, api))
  child.process.kill('SIGHUP')
  await child.waitForLine(announced(4))
  assert.deepEqual([...new Set(routeLines(child))].slice(3), [announced(4)])
})

test('a storm of SIGHUP is a reload or two, of what the file says at the end', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, 'services: {')
  for (let times = 0; times < 200; times++) {
    child.process.kill('SIGHUP')
    await new Promise(setImmediate)
  }
  await child.waitForLog(/config\.yaml is broken: the running configuration stays in force \(reload by SIGHUP\)/)
  await writeFile(here.file, web(2))
  child.process.kill('SIGHUP')
  await child.waitForLine(announced(2))
  const reloads = child.log.filter((line) => line.includes('SIGHUP')).length
  assert.ok(reloads <= 4, `${reloads} reloads`)
})

test('what nobody confirms goes back by itself; what is confirmed stays; undo goes back at once', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, web(2))
  assert.equal((await here.run('reload', '--revert-in', '2s')).status, 0)
  await child.waitForLine(announced(2))
  await child.waitForLog(/the last good configuration is in force again: nobody confirmed the other one; what runs differs from /)
  await until('the first again', () => routeLines(child).at(-1) === announced(1))
  const process = async () => JSON.parse((await here.run('status', '--json')).out).process
  assert.equal((await process()).lastReload.ok, false)
  assert.match((await here.run('confirm')).err, /too late/)
  assert.match((await here.run('reload', '--revert-in', '60s')).out, /goes back at /)
  await until('the second again', () => routeLines(child).at(-1) === announced(2))
  assert.match((await here.run('reload')).err, /waits to be confirmed/)
  assert.equal((await here.run('confirm')).out, 'confirmed\n')
  assert.deepEqual(await here.run('confirm'), { status: 0, out: 'nothing waits to be confirmed\n', err: '' })
  assert.equal((await process()).confirmDeadline, undefined)
  await writeFile(here.file, web(3))
  await here.run('reload', '--revert-in', '60s')
  await until('the third', () => routeLines(child).at(-1) === announced(3))
  assert.equal((await here.run('undo')).status, 0)
  await until('the second once more', () => routeLines(child).at(-1) === announced(2))
  assert.equal((await here.run('undo')).status, 0)
  await until('the first at last', () => routeLines(child).at(-1) === announced(1))
})

for (const atMs of [0, 700, 1500]) {
  test(`killed ${atMs} ms after a reload that waits for its confirmation, a successor goes on with it, and goes back in time`, async (test) => {
    const here = await place(test, web(1))
    await (await here.start()).waitForLine(announced(1))
    await writeFile(here.file, web(2))
    assert.equal((await here.run('reload', '--revert-in', '9s')).status, 0)
    const reloadedAt = Date.now()
    await until('the time to kill', () => Date.now() >= reloadedAt + atMs)
    await here.killed()
    await writeFile(here.file, web(9))
    const second = await here.start(/still has to be confirmed/)
    await second.waitForLine(announced(2))
    await second.waitForLog(/the last good configuration is in force again: nobody confirmed the other one/)
    await second.waitForLine(announced(1))
    assert.equal(routeLines(second).at(-1), announced(1))
    assert.ok(Date.now() - reloadedAt < 19_000)
    await here.killed()
    const third = await here.start()
    await third.waitForLine(announced(9))
  })
}

test('killed and started after the end of the time, the last good configuration is in force, and the file is not until it changes', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, web(2))
  const reloading = here.run('reload', '--revert-in', '3s')
  await child.waitForLine(announced(2))
  await here.killed()
  await reloading
  await new Promise((resolve) => setTimeout(resolve, 3100))
  await (await here.start(/nobody has confirmed the configuration: the last good configuration is in force/)).waitForLine(announced(1))
  await here.killed()
  await (await here.start(/the configuration in the file was taken back/)).waitForLine(announced(1))
  await here.killed()
  await writeFile(here.file, web(5))
  await (await here.start()).waitForLine(announced(5))
})

test('a configuration with which the process ends again and again is given up, and a broken file at the start is not the end', async (test) => {
  const here = await place(test, web(1))
  await (await here.start()).waitForLine(announced(1))
  await writeFile(here.file, web(2))
  assert.equal((await here.run('reload')).status, 0)
  for (let times = 0; times < 2; times++) {
    await here.killed()
    await (await here.start()).waitForLine(announced(2))
  }
  await here.killed()
  await (await here.start(/has ended again and again with the new configuration: the last good/)).waitForLine(announced(1))
  await here.killed()
  await writeFile(here.file, 'services: {')
  const last = await here.start(/the configuration is broken: the last good one is in force; correct .*, then reload/)
  await last.waitForLine(announced(1))
  const kept = (await readdir(join(here.folder, 'exabgp-haproxy'))).find((name) => name.endsWith('.config')) ?? ''
  assert.match(await readFile(join(here.folder, 'exabgp-haproxy', kept), 'utf8'), /"good"/)
})

// Nobody has its addresses on this machine.
const quiet = (med: number) => web(med, '    require-local: ignore\n')

test('whoever asks hears that the last good configuration stands in for a broken file or one that was taken back, until a reload', async (test) => {
  const here = await place(test, quiet(1))
  await (await here.start()).waitForLine(announced(1))
  await writeFile(here.file, quiet(2))
  assert.equal((await here.run('reload', '--revert-in', '60s')).status, 0)
  assert.equal((await here.run('confirm')).status, 0)
  await here.killed()
  await writeFile(here.file, 'services: [')
  await (await here.start(/the last good one is in force/)).waitForLine(announced(2))
  const told =
    /the configuration is broken: the last good one is in force; correct \S+config\.yaml, then reload: \S+config\.yaml:\d+:\d+: Expected /
  for (const [words, more] of [
    [['status'], /the last good configuration \(.*\), NOT \S+config\.yaml\n/],
    [['status', '--plugin'], /^EXABGP-HAPROXY WARNING - /],
  ] as const) {
    const { status, out } = await here.run(...words)
    assert.equal(status, 1, out)
    assert.match(out, told)
    assert.match(out, more)
  }
  const metric = async () => /config_last_reload_successful\{.*\} (\d)/.exec((await here.run('metrics')).out)?.[1]
  assert.equal(await metric(), '0')
  assert.equal((await here.run('reload')).status, 78)
  await writeFile(here.file, quiet(3))
  assert.equal((await here.run('reload')).status, 0)
  await until('it to be announced', async () => (await here.run('status')).status === 0)
  assert.equal(await metric(), '1')
  assert.equal((await here.run('undo')).status, 0)
  const undone = await here.run('status')
  assert.equal(undone.status, 0, undone.out)
  assert.match(undone.out, /\nat \S+ the last reload was undone by \S+\n/)
  await here.killed()
  await (await here.start(/the configuration in the file was taken back/)).waitForLine(announced(2))
  assert.match(
    (await here.run('status', '--plugin')).out,
    /^EXABGP-HAPROXY WARNING - the configuration in the file was taken back: .*; reload takes/,
  )
  await writeFile(here.file, quiet(2))
  await until('it to be well', async () => (await here.run('status')).status === 0)
})

test('a reload that fails nothing is none that failed: --dry-run, and one while another waits to be confirmed', async (test) => {
  const here = await place(test, quiet(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  const lastReload = async () => JSON.parse((await here.run('status', '--json')).out).process.lastReload
  await writeFile(here.file, 'services: {')
  const dry = await here.run('reload', '--dry-run')
  assert.equal(dry.status, 78)
  assert.match(dry.err, /config\.yaml:1:\d+: /)
  assert.equal(await lastReload(), undefined)
  assert.ok(!child.log.some((line) => / error: /.test(line)), child.log.join('\n'))
  await writeFile(here.file, quiet(2))
  assert.equal((await here.run('reload', '--revert-in', '60s')).status, 0)
  child.process.kill('SIGHUP')
  await child.waitForLog(/not reloaded: the configuration in force waits to be confirmed: .* \(by SIGHUP\)/)
  assert.equal((await lastReload()).ok, true)
  await writeFile(here.file, 'services: {')
  assert.equal((await here.run('reload', '--replace')).status, 78)
  await writeFile(here.file, quiet(2))
  assert.equal((await here.run('reload', '--dry-run')).out, 'nothing changes\n')
  assert.equal((await lastReload()).ok, false)
})

test('--abort-on worse goes back when a service that it changed goes down', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, web(1).replace('"true", rise: 1', '"false", fall: 1'))
  assert.equal((await here.run('reload', '--abort-on', 'worse')).status, 0)
  await child.waitForLog(/the last good configuration is in force again: web is down \(--abort-on worse\)/)
  await until('the route again', () => routeLines(child).length === 3)
  assert.deepEqual(
    routeLines(child).map((line) => line.split(' ')[0]),
    ['announce', 'withdraw', 'announce'],
  )
})

const way = { undo: /in force again: undone by/, expiry: /in force again: nobody confirmed the other one/ } as const

for (const [name, log] of Object.entries(way))
  test(`${name} is one step back, also where the one before is worse for what --abort-on watched`, async (test) => {
    const here = await place(test, web(1))
    const both = web(2, `      - {command: "test -e ${here.folder}/well", rise: 1, fall: 1, interval: 200ms}\n    require: all\n`)
    const well = join(here.folder, 'well')
    const child = await here.start()
    await child.waitForLine(announced(1))
    await writeFile(well, '')
    await writeFile(here.file, both)
    assert.equal((await here.run('reload', '--revert-in', '60s')).status, 0)
    await child.waitForLine(announced(2))
    assert.equal((await here.run('confirm')).status, 0)
    await rm(well)
    await until('the withdraw', () => routeLines(child).at(-1)?.startsWith('withdraw') === true)
    await writeFile(here.file, both.replace('require: all', 'require: any'))
    assert.equal((await here.run('reload', '--abort-on', 'worse', '--revert-in', name === 'undo' ? '60s' : '1s')).status, 0)
    await until('the route again', () => routeLines(child).at(-1) === announced(2))
    if (name === 'undo') assert.equal((await here.run('undo')).status, 0)
    await child.waitForLog(log)
    // Whatever else is to follow has had its turn by then.
    assert.match((await here.run('reload', '--dry-run')).out, /^web .*require/)
    await until('the second withdraw', () => routeLines(child).at(-1)?.startsWith('withdraw') === true)
    await writeFile(well, '')
    await until('the route at last', () => routeLines(child).at(-1) === announced(2))
    assert.equal(routeLines(child).filter((line) => line === announced(1)).length, 1)
    assert.equal(child.log.filter((line) => line.includes('in force again')).length, 1)
  })

test('undo is nothing to mend where the file says again what runs', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, web(2))
  assert.equal((await here.run('reload')).status, 0)
  await writeFile(here.file, web(1))
  assert.match((await here.run('undo')).out, /^the last good configuration is in force again: undone by \S+; \S+ says the same\n$/)
  const { lastReload, fileDiffers } = JSON.parse((await here.run('status', '--json')).out).process
  assert.deepEqual([lastReload.ok, fileDiffers], [true, false])
})

test('reload --wait ends when all is acknowledged and every check has settled, or says what is missing', async (test) => {
  const here = await place(test, web(1))
  let mute = false
  const child = await here.start(undefined, (line) => (mute && line.startsWith('withdraw') ? [] : exabgp(line)))
  await child.waitForLine(announced(1))
  await writeFile(here.file, web(2, api))
  const settled = await here.run('reload', '--wait')
  assert.deepEqual(
    {
      ...settled,
      out: settled.out
        .split('\n')
        .at(-2)
        ?.replace(/\d+\.\d s/, 'N s'),
    },
    { status: 0, err: '', out: 'settled after N s: ExaBGP has acknowledged it' },
  )
  assert.deepEqual(routeLines(child).slice(-2).sort(), ['announce route 192.0.2.3/32 next-hop self', announced(2)].sort())

  await writeFile(here.file, web(2, api.replace('"true"', '"false"').replace('rise', 'fall')))
  const down = await here.run('reload', '--wait', '20s')
  assert.deepEqual([down.status, /^api is down: command false: .*/m.test(down.out)], [0, true], down.out)

  const slow = api.replace('"true", rise: 1', '"true", rise: 2, interval: 1h, fast-interval: 1h')
  await writeFile(here.file, web(2, slow))
  const open = await here.run('reload', '--wait', '500ms')
  assert.equal(open.status, 1, open.err)
  assert.match(open.err, /^not settled after \d\.\d s:\napi waits for its checks: command true: /)

  await writeFile(here.file, web(2, api))
  assert.equal((await here.run('reload', '--wait', '20s')).status, 0)
  mute = true
  await writeFile(here.file, web(2))
  const unanswered = await here.run('reload', '--wait', '500ms')
  assert.deepEqual([unanswered.status, unanswered.err.split('\n')[1]], [1, 'ExaBGP has not acknowledged the withdraw of 192.0.2.3/32'])
  for (const words of [['--dry-run'], ['--dry-run', '--wait', '5s'], ['--wait', 'long']])
    assert.equal((await here.run('reload', ...words)).status, words.length === 1 ? 0 : 2, words.join(' '))
})

test('reload --wait ends at once when another configuration comes into force, and waits for one on trial like any other', async (test) => {
  const here = await place(test, web(1))
  const child = await here.start()
  await child.waitForLine(announced(1))
  await writeFile(here.file, web(1).replace('"true", rise: 1', '"false", fall: 2, interval: 300ms'))
  const { status, err } = await here.run('reload', '--abort-on', 'worse', '--wait', '20s')
  assert.equal(status, 1, err)
  assert.match(
    err,
    /^not settled after .*\n(it goes|another configuration is in force since .*: went) back: web is down \(--abort-on worse\)\n$/,
  )
  await child.waitForLog(/the last good configuration is in force again/)
  await writeFile(here.file, web(3))
  const onTrial = await here.run('reload', '--revert-in', '60s', '--wait', '20s')
  assert.equal(onTrial.status, 0, onTrial.err)
  assert.match(onTrial.out, /\ngoes back at .*\nsettled after /)
})

test('a process of flags alone is not reloaded, and says why', async (test) => {
  const here = await place(test, '')
  const child = new Child(['--vip', '192.0.2.1', '--command', 'true', '--rise', '1'], exabgp, { RUNTIME_DIRECTORY: here.folder })
  here.child = child
  await child.waitForLog(/announcing/)
  child.process.kill('SIGHUP')
  await child.waitForLog(/not reloaded: it was started with flags alone: there is no file to read again \(by SIGHUP\)/)
  assert.match((await here.run('metrics')).out, /config_last_reload_successful\{.*\} 1/)
})
