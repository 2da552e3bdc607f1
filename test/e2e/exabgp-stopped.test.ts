// What does a minute in which ExaBGP stands still cost, while HAProxy changes its mind ten thousand times?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import type { HaproxyInstance } from './kit/haproxy.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const numbers = Array.from({ length: 100 }, (_, index) => index + 1)
const stopMs = 60_000
/** Ten thousand changes of one service each, and three more of every service, so that none stands in the end where it stood at first or next. */
const rounds = 103

/**
 * So many rounds before the stop fill the history, which keeps 8 MB at the most, and let the heap of a program that is busy grow to its size; a multiple
 * of those after which all is as before.
 */
const warmUp = 240

/** Above what the process held before, at any time, in MB. */
const mostAtOnce = 40

/** By how much its memory may grow, in MB, once the heap has taken the size of that much work: it takes a third of the changes for that. */
const mostGrowth = 5

const vipOf = (number: number): string => `198.51.100.${number}/32`

const services = Object.fromEntries(
  numbers.map((number) => [
    `s${number}`,
    {
      vips: [vipOf(number)],
      checks: [{ backend: `b${number}`, interval: '100ms', 'fast-interval': '100ms', rise: 1, fall: 1 }],
      tiers: [{ servers: 2 }, { servers: 1, prepend: 1 }],
    },
  ]),
)
/** A quarter is withdrawn, a quarter on the first tier; the half on the second takes two, of 49 and of one. */
const commandsForAll = 4

for (const { version, ack } of [
  { version: installed, ack: true },
  { version: await exabgpVersion('5.0'), ack: false },
]) {
  e2e(
    `ExaBGP ${version.name}${ack ? '' : ' without acknowledgements'}: stopped for a minute, it costs no memory, and then has what HAProxy says`,
    async (run) => {
      const site = await Site.start(run, {
        peers: [{ name: 'r1', holdTime: 180 }],
        exabgp: { ...version.options, ack },
        haproxy: haproxyConfig,
        config: (it) => ({ ...config(it, services), exabgp: { refresh: '1h' } }),
      })
      const pid = await until('our process', () => site.helperPid())
      const seen = countVerdicts(site)
      await until('every route', async () => (await site.peer().routes()).size === numbers.length)
      await arrange(site)
      await until('the first changes to be seen', () => isAsHaproxySays(site))
      await flip(site, seen, { from: 0, count: warmUp, everyMs: 0 })
      await until('a table as HAProxy says', () => isAsHaproxySays(site))
      const [logged, read, before, verdicts] = [site.log().length, site.exabgp.commands().length, memoryOf(pid), seen()]

      site.exabgp.freeze()
      const memory: number[] = []
      await flip(site, seen, { from: warmUp, count: rounds, everyMs: stopMs / rounds, after: () => memory.push(memoryOf(pid)) })
      const sent = site.log().flatMap(({ message }, index) => (index >= logged && message.startsWith('sent: ') ? [message.slice(6)] : []))
      site.exabgp.thaw()
      await until('a table as HAProxy says, again', () => isAsHaproxySays(site))
      const heard = site.exabgp
        .commands()
        .slice(read)
        .filter(({ text }) => /announce|withdraw/.test(text)).length

      assert.equal(seen() - verdicts, rounds * numbers.length)
      const third = Math.floor(rounds / 3)
      const growth = median(memory.slice(-third)) - median(memory.slice(third, 2 * third))
      assert.ok(growth < mostGrowth, `${before} MB before, then ${memory}`)
      assert.ok(Math.max(...memory) < before + mostAtOnce, `${before} MB before, then ${memory}`)
      assert.ok(sent.length <= 1, `${sent.length} commands were sent to an ExaBGP that reads none`)
      // What changed often is said once more, to 4.2 in two texts.
      assert.ok(heard <= sent.length + 3 * commandsForAll, `ExaBGP was told ${heard} commands`)
      assert.equal(site.helperPid(), pid)
      assert.deepEqual(
        site.log().flatMap(({ level, message }) => (level === 'error' ? [message] : [])),
        [],
      )
    },
    { lacking: version.lacking, timeout: 300_000 },
  )
}

/** Both servers, the second, none, the first, both again. */
const turns = ['s1 state maint', 's2 state maint', 's1 state ready', 's2 state ready'] as const

/** Where a backend stands in this at first; all of them turn together. */
const startOf = (number: number): number => number % turns.length

const turnOf = (number: number, turn: number): string => `set server b${number}/${turns[turn % turns.length]}`

const arrange = async ({ haproxy }: Site): Promise<void> => {
  await haproxy.command(numbers.flatMap((number) => turns.slice(0, startOf(number)).map((_, turn) => turnOf(number, turn))).join('; '))
}

/** Changes every backend `count` times, so that its service goes to another tier, or down, or comes back; `after` follows each. */
const flip = async (
  { haproxy }: Site,
  seen: () => number,
  { from, count, everyMs, after = () => {} }: { from: number; count: number; everyMs: number; after?: () => void },
): Promise<void> => {
  const began = performance.now()
  for (let done = 0; done < count; done += 1) {
    const before = seen()
    await haproxy.command(numbers.map((number) => turnOf(number, startOf(number) + from + done)).join('; '))
    await until('every change to be seen', () => seen() >= before + numbers.length)
    after()
    await sleep(Math.max(0, began + (done + 1) * everyMs - performance.now()))
  }
}

/** How often our process has said where a service stands now. */
const countVerdicts = (site: Site): (() => number) => {
  let count = 0
  site.exabgp.program.log.follow(({ text }) => {
    if (/"message":"s\d+: (tier|down)/.test(text)) count += 1
  })
  return () => {
    site.exabgp.program.log.lines()
    return count
  }
}

/** Whether the router has each VIP with a path as long as HAProxy has servers missing, and those without a server not at all. */
const isAsHaproxySays = async (site: Site): Promise<boolean> => {
  const [servers, routes] = await Promise.all([serversOf(site.haproxy), site.peer().routes()])
  const paths = new Map([...routes].map(([prefix, { asPath }]) => [prefix, asPath.length]))
  return numbers.every((number) => paths.get(vipOf(number)) === [undefined, 2, 1][servers(`b${number}`)])
}

/** How many servers of a backend HAProxy sends requests to. */
const serversOf = async (haproxy: HaproxyInstance): Promise<(backend: string) => number> => {
  const [header = [], ...rows] = (await haproxy.command('show stat -1 4 -1')).split('\n').map((line) => line.split(','))
  const status = header.indexOf('status')
  return (backend) => rows.filter((row) => row[0] === backend && row[status] === 'no check').length
}

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN

/** Resident memory of a process, in MB. */
const memoryOf = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000

// Servers without a check: they are up or not as the test says.
const haproxyConfig = ({ haproxy }: Site): string => `
global
  stats socket ${haproxy.socket} mode 660 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
${numbers.map((number) => `backend b${number}\n  server s1 127.0.0.1:9\n  server s2 127.0.0.1:9\n`).join('')}`
