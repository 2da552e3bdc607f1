// Does what hangs cost only what depends on it, on the way to the router and at the end?
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { mountDead } from './kit/dead-mount.ts'
import { e2e } from './kit/e2e.ts'
import type { Run } from './kit/run.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const vips = Array.from({ length: 10 }, (_, index) => `9.9.9.${10 + index}/32`)

const besideThese = (dead: string): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    vips.slice(0, 6).map((one, index) => [`named${index}`, { vips: one, checks: [{ http: `http://nobody${index}.invalid/` }] }]),
  ),
  secret: { vips: vips[6], checks: [{ http: 'http://127.0.0.1/', credentials: { file: `${dead}/login` } }], unknown: 'down' },
  trust: { vips: vips[7], checks: [{ http: 'https://127.0.0.1/', ca: `${dead}/ca.pem` }] },
  expression: { vips: vips[8], checks: [{ http: 'http://127.0.0.1/', expect: { body: '/^(\\w+\\s?)*$/' } }] },
  command: { vips: vips[9], checks: [{ command: ['cat', `${dead}/status`] }] },
})

const start = (run: Run, dead: string): Promise<Site> =>
  Site.start(run, {
    config: (site) => ({
      ...config(site, { web: { vips: vip, checks: [{ backend: 'http_back' }, { http: 'http://localhost/' }] }, ...besideThese(dead) }),
      record: { file: `${dead}/record` },
      exabgp: { 'state-file': `${dead}/state.json` },
    }),
  })

e2e('names, files, a record and commands that hang cost a healthy service nothing, and not the end of the process', async (run) => {
  const dead = await mountDead()
  try {
    const site = await start(run, dead.folder)
    await site.waitForLog(/^secret: .*credentials file .* cannot be read \(no answer\)/)
    await site.waitForLog(/record cannot be written \(no answer\)/)
    await site.waitForLog(/state\.json cannot be written \(no answer\)/)
    await site.peer().waitForRoute(vip)
    for (let turn = 0; turn < 3; turn++) {
      const skip = site.sent().length
      await site.web().stop()
      await site.peer().waitForNoRoute(vip, { within: 5000 })
      await site.web().start()
      await site.peer().waitForRoute(vip)
      assert.deepEqual(
        site
          .sent()
          .slice(skip)
          .filter((line) => line.includes(vip))
          .map((line) => line.split(' ', 1)[0]),
        ['withdraw', 'announce'],
      )
    }
    await leavesInTime(site)
  } finally {
    await dead.release()
  }
})

const leavesInTime = async (site: Site): Promise<void> => {
  const pid = site.helperPid()
  assert.ok(pid)
  const told = performance.now()
  process.kill(pid, 'SIGTERM')
  await until('our process to be gone', () => !existsSync(`/proc/${pid}/exe`))
  assert.ok(performance.now() - told < 1500, `${performance.now() - told} ms`)
  await site.waitForSent(/^withdraw .*9\.9\.9\.9\/32/, { from: site.sent().findLastIndex((line) => line.includes(vip)) })
}

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
