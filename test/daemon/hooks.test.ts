// What do hooks learn, and does a line to ExaBGP ever wait for one?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const folder = temporaryFolder()
const children: Child[] = []
after(() => {
  for (const { process } of children) process.kill('SIGKILL')
})

const cadence = 'interval: 100ms, fast-interval: 50ms, rise: 1, fall: 1, timeout: 1s'

type Machine = { readonly child: Child; readonly healthy: string }

/** `web` is announced while its file is there. */
const start = (name: string, hooks: string, ...rest: readonly ('terminal' | '--shadow')[]): Machine => {
  const [file, healthy] = [join(folder, `${name}.yaml`), join(folder, `${name}.healthy`)]
  writeFileSync(healthy, '')
  writeFileSync(
    file,
    `log: {level: debug}\n${hooks}\nservices: {web: {vips: [192.0.2.1/32, 192.0.2.2/32], checks: [{command: [test, -e, ${healthy}], ${cadence}}]}}\n`,
  )
  const child = new Child(
    ['run', '--config', file, ...rest.filter((word) => word !== 'terminal')],
    rest.includes('terminal') ? undefined : exabgp,
  )
  children.push(child)
  return { child, healthy }
}

const end = async ({ child }: Machine): Promise<void> => {
  const before = performance.now()
  child.process.kill('SIGTERM')
  assert.deepEqual(await child.exited, [0, null])
  assert.ok(performance.now() - before < 5000)
}

/** Those of a process that lives: whoever has adopted one that does not may let it lie. */
const wordsOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** What was killed takes a moment. */
const ended = async (pid: string): Promise<void> => {
  for (let left = 250; wordsOf(pid) !== ''; left--) {
    assert.ok(left > 0, `${pid} runs on: ${wordsOf(pid)}`)
    await setTimeout(20)
  }
}

const goes = (machine: Machine): void => rmSync(machine.healthy)

const logged = async ({ log, process: { stderr } }: Child, pattern: RegExp, times: number): Promise<void> => {
  while (log.filter((line) => pattern.test(line)).length < times)
    await once(stderr ?? process.stdin, 'data', { signal: AbortSignal.timeout(60_000) })
}

/** One line of environment and one of stdin for each call, in its own file. */
const notes = (file: string): string =>
  `env | grep ^RHI_ | sort | grep -v -e SINCE -e RHI_TEST_RUN | tr '\\n' ';' >> ${file}; echo >> ${file}; cat >> ${file}`

describe('a hook', () => {
  it('is called for each change with its environment and one object on stdin, once the line is out', async () => {
    const file = join(folder, 'notes')
    const machine = start('told', `hooks: [{on: [announced, down], run: ${JSON.stringify(notes(file))}}]`)
    await machine.child.waitForLog(/hook env for web \(announced\) ended/)
    goes(machine)
    await machine.child.waitForLog(/hook env for web \(down\) ended/)
    await end(machine)
    const [up = '', upObject = '', down = '', downObject = ''] = readFileSync(file, 'utf8').split('\n')
    assert.match(
      up,
      /^RHI_CAPACITY=1;RHI_EVENT=announced;RHI_FROM=pending;RHI_NEIGHBOR=;RHI_NODE=.+;RHI_REASON=command test: exit status 0;RHI_SERVICE=web;RHI_TIER=1;RHI_TO=announced;RHI_VIPS=192\.0\.2\.1\/32 192\.0\.2\.2\/32;$/,
    )
    assert.match(down, /^RHI_CAPACITY=0;RHI_EVENT=down;RHI_FROM=announced;.*RHI_SERVICE=web;RHI_TIER=;RHI_TO=down;/)
    const { since, node, ...told } = JSON.parse(downObject)
    assert.ok(Math.abs(Date.parse(since) - Date.now()) < 60_000 && node !== '')
    assert.deepEqual(told, {
      ...{ event: 'down', service: 'web', vips: ['192.0.2.1/32', '192.0.2.2/32'], from: 'announced', to: 'down' },
      ...{ capacity: 0, reason: 'command test: exit status 1' },
    })
    assert.equal(JSON.parse(upObject).tier, 1)
  })

  it('that hangs is killed with what it started, and the newest change waits for it, no line does', async () => {
    const [file, pid] = [join(folder, 'late'), join(folder, 'pid')]
    const machine = start('hangs', `hooks: [{run: "sleep 60 & echo $! > ${pid}; echo $RHI_EVENT >> ${file}; wait", timeout: 2s}]`)
    const { child, healthy } = machine
    await child.waitForLog(/sent: announce/)
    goes(machine)
    await child.waitForLog(/sent: withdraw/)
    writeFileSync(healthy, '')
    await logged(child, /web: tier 1, announcing/, 2)
    goes(machine)
    await logged(child, /web: down, withdrawing/, 2)
    await child.waitForLog(/hook sleep for web \(announced\) failed, no route depends on it: no exit within 2s, killed/)
    await child.waitForLog(/hook sleep for web \(down\) failed/)
    await end(machine)
    assert.deepEqual(readFileSync(file, 'utf8').trim().split('\n'), ['announced', 'down'])
    await ended(readFileSync(pid, 'utf8').trim())
  })

  it('that is missing, fails or prints without end is told in one line, with the end of what it printed', async () => {
    const hooks = ['{run: [/nowhere/notify]}', '{run: "echo it is broken >&2; exit 3"}', '{run: [yes, flood], timeout: 1s}']
    const machine = start('fails', `hooks: [${hooks.join(', ')}]`)
    await machine.child.waitForLog(/hook notify for web \(announced\) failed, no route depends on it: it cannot be started: no such file$/)
    await machine.child.waitForLog(/hook echo for web \(announced\) failed, no route depends on it: exit status 3: it is broken$/)
    await machine.child.waitForLog(
      /hook yes for web \(announced\) failed, no route depends on it: no exit within 1s, killed: .*flood flood/,
    )
    await end(machine)
    assert.ok(machine.child.log.every((line) => line.length < 2000))
  })

  it('of a service hears of that one alone; a reload and a neighbor call those that ask for them', async () => {
    const [notesFile, file, gone] = [join(folder, 'others'), join(folder, 'others.yaml'), join(folder, 'others.gone')]
    const say = `echo $RHI_EVENT $RHI_SERVICE$RHI_NEIGHBOR $RHI_TO >> ${notesFile}`
    const serviceOf = (name: string, vip: number): string =>
      `  ${name}: {vips: [192.0.2.${vip}/32], checks: [{command: [test, "!", -e, ${gone}], ${cadence}}]`
    const text = `log: {level: debug}
hooks: [{on: [reload, neighbor], run: "${say}"}]
services:
${serviceOf('db', 1)}}
${serviceOf('web', 2)}, hooks: [{on: [down], run: "${say}"}]}
`
    writeFileSync(file, text)
    const child = new Child(['run', '--config', file], exabgp)
    children.push(child)
    await logged(child, /: tier 1, announcing/, 2)
    child.say('neighbor 10.0.0.1 down - peer reset')
    await child.waitForLog(/hook echo for 10\.0\.0\.1 \(neighbor\) ended/)
    writeFileSync(file, `${text}${serviceOf('more', 3)}}\n`)
    child.process.kill('SIGHUP')
    await child.waitForLog(/hook echo \(reload\) ended/)
    writeFileSync(gone, '')
    await logged(child, /: down, /, 3)
    await child.waitForLog(/hook echo #2 for web \(down\) ended/)
    await end({ child, healthy: '' })
    assert.equal(readFileSync(notesFile, 'utf8'), 'neighbor 10.0.0.1 down\nreload\ndown web down\n')
  })

  it('is never run by a shadow, nor in a terminal', async () => {
    const file = join(folder, 'shadow')
    const hooks = `hooks: [{run: "echo ran >> ${file}"}]`
    for (const machine of [start('shadow', hooks, '--shadow'), start('terminal', hooks, 'terminal')]) {
      await machine.child.waitForLog(/tier 1, announcing/)
      goes(machine)
      await machine.child.waitForLog(/web: down, withdrawing/)
      await end(machine)
    }
    assert.equal(existsSync(file), false)
  })
})

describe('hooks --test', () => {
  const run = async (...words: readonly string[]) => {
    const file = join(folder, 'try.yaml')
    writeFileSync(
      file,
      `hooks: [{on: [down], run: 'read line; echo "$RHI_SERVICE $line"'}, {on: [reload], run: [/nowhere/notify]}]
services: {web: {vips: [192.0.2.1/32], checks: [{backend: web}], hooks: [{on: [warm], run: [/bin/true]}]}}`,
    )
    const child = new Child(['hooks', '--config', file, ...words])
    return { status: (await child.exited)[0], lines: child.lines, log: child.log }
  }

  it('runs each with an example of what calls it, and says what it got, printed and ended with', async () => {
    const { status, lines } = await run('--test')
    assert.equal(status, 1)
    assert.match(lines[0] ?? '', /^read \(down\): exit status 0 after \d+ ms$/)
    assert.ok(lines.includes('  RHI_VIPS=192.0.2.1/32'))
    const told = lines.find((line) => line.startsWith('  > web '))?.slice('  > web '.length)
    assert.deepEqual(
      JSON.parse(told ?? ''),
      JSON.parse(lines.find((line) => line.startsWith('  stdin: '))?.slice('  stdin: '.length) ?? 'null'),
    )
    assert.ok(lines.some((line) => /^notify \(reload\): it cannot be started: no such file after/.test(line)))
    assert.ok(lines.some((line) => /^true \(warm\): exit status 0 after/.test(line)))
  })

  it('runs those alone that an event calls; without --test none', async () => {
    const { status, lines } = await run('--test', '--event', 'warm', '--service', 'web')
    assert.deepEqual([status, lines.filter((line) => !line.startsWith(' ')).length], [0, 1])
    assert.deepEqual((await run()).lines, [
      'read: every service; on down; killed after 10s',
      'notify: every service; on reload; killed after 10s',
      'true: service web; on warm; killed after 10s',
    ])
  })

  it('leaves nothing running when it is ended, and says so', async () => {
    const [file, pid] = [join(folder, 'ended.yaml'), join(folder, 'ended.pid')]
    writeFileSync(
      file,
      `hooks: [{on: [down, warm], run: 'sleep 60 & echo $! > ${pid}; wait', timeout: 1h}]
services: {web: {vips: [192.0.2.1/32], checks: [{backend: web}]}}`,
    )
    const child = new Child(['hooks', '--test', '--config', file])
    children.push(child)
    while (!existsSync(pid) || !readFileSync(pid, 'utf8').endsWith('\n')) await setTimeout(20)
    child.process.kill('SIGINT')
    assert.deepEqual(await child.exited, [130, null])
    assert.match(child.lines[0] ?? '', /^sleep \(warm\): killed, as this process ends after/)
    assert.equal(child.lines.filter((line) => !line.startsWith(' ')).length, 1)
    await ended(readFileSync(pid, 'utf8').trim())
  })

  it('refuses a service and an event that are none', async () => {
    const { status, log } = await run('--test', '--event', 'gone', '--service', 'wob')
    assert.deepEqual(
      [status, log],
      [
        78,
        [
          '--service: Expected web, got "wob"',
          '--event: Expected announced, degraded, warm, draining, maintenance, last-resort, down, unknown, neighbor, reload, got "gone"',
        ],
      ],
    )
  })
})
