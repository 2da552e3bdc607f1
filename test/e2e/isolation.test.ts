// Does what hangs cost only what depends on it, on the way to the router and at the end?
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { type AllThatHangs, allThatHangs } from './kit/all-that-hangs.ts'
import { builtCommand } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { endOf } from './kit/end-of.ts'
import type { Run } from './kit/run.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'

const vip = '9.9.9.9/32'

/** One service that is well beside all that hangs. */
const inTheMidst = async (run: Run, test: (site: Site) => Promise<void>): Promise<void> => {
  let hanging: AllThatHangs | undefined
  const site = await Site.prepare(run, {
    command: ({ configPath }) => hanging?.command(builtCommand(configPath)) ?? builtCommand(configPath),
  })
  hanging = await allThatHangs(site.node)
  try {
    const web = { vips: vip, checks: [{ backend: 'http_back' }, { http: 'http://localhost/' }] }
    site.configure({ ...config(site, { web, ...hanging.services('9.9.8') }), ...hanging.more })
    site.exabgp.configure(site.exabgpConfig())
    await Promise.all([site.peer().start(), site.web().start(), site.haproxy.start()])
    await site.exabgp.start()
    await test(site)
  } finally {
    await hanging.release()
  }
}

const isToldOf: readonly RegExp[] = [
  /^name9: http http:\/\/nobody9.*no answer within/,
  /^credentials: .*credentials file .* cannot be read \(no answer\)/,
  /^trust: .*ca\.pem/,
  /^command: .*its last run was killed and does not end/,
  /^program: .*(no exit within|its last run was killed and does not end)/,
  /^interpreter: .*(no exit within|its last run was killed and does not end)/,
  /^socket: .*the mount of its file does not answer/,
  /^page: .*the mount of its file does not answer/,
  /record cannot be written \(no answer\)/,
  /state\.json cannot be written \(no answer\)/,
]

e2e('names, files, programs, sockets, a record, a hostile text and a command that cannot be killed cost a healthy service nothing', (run) =>
  inTheMidst(run, async (site) => {
    await Promise.all(isToldOf.map((line) => site.waitForLog(line)))
    await site.peer().waitForRoute(vip)
    for (let turn = 0; turn < 3; turn++) {
      const skip = site.sent().length
      await site.web().stop()
      await site.peer().waitForNoRoute(vip, { within: 15_000 })
      await site.web().start()
      await site.peer().waitForRoute(vip)
      const about = site.sent().slice(skip).filter((line) => line.includes(vip)) // biome-ignore format: one line
      const verbs = about.map((line) => line.split(' ', 1)[0])
      // What changes this often is said once more.
      assert.deepEqual(verbs.filter((verb, index) => verb !== (verbs[index - 1] ?? 'announce')), ['withdraw', 'announce']) // biome-ignore format: one line
    }
  }),
)

for (const [end, tell] of [
  ['SIGTERM', (_, pid) => process.kill(pid, 'SIGTERM')],
  ['the end of ExaBGP', (site) => site.exabgp.kill()],
] as readonly (readonly [string, (site: Site, pid: number) => unknown])[])
  e2e(`the process is gone half a second after ${end}, beside all that hangs`, (run) =>
    inTheMidst(run, async (site) => {
      await Promise.all(isToldOf.map((line) => site.waitForLog(line)))
      await site.peer().waitForRoute(vip)
      const pid = site.helperPid()
      assert.ok(pid)
      const from = site.sent().length
      const tookMs = await endOf(pid, () => tell(site, pid))
      assert.ok(tookMs < 500, `${tookMs} ms`)
      if (site.exabgp.program.running) await site.waitForSent(/^withdraw .*9\.9\.9\.9\/32/, { from })
      await site.peer().waitForNoRoute(vip)
    }),
  )

e2e('a machine that is paused for longer than HAProxy may be silent withdraws nothing when it wakes', async (run) => {
  const site = await Site.start(run, { services: { web: { vips: vip, checks: [{ backend: 'http_back' }] } }, defaults: { stale: '2s' } })
  await site.peer().waitForRoute(vip)
  const pid = site.helperPid()
  assert.ok(pid)
  const paused = [pid, await site.haproxy.workerPid()]
  for (let turn = 0; turn < 3; turn++) {
    for (const one of paused) process.kill(one, 'SIGSTOP')
    await delay(4000)
    for (const one of paused) process.kill(one, 'SIGCONT')
    await delay(1500)
  }
  assert.deepEqual(
    site.sent().filter((line) => line.startsWith('withdraw')),
    [],
  )
  await site.web().stop()
  await site.peer().waitForNoRoute(vip)
})
