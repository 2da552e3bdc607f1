// Does a router hear of a departure first, and of the withdrawal only after the time that it was promised?
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { e2e } from './kit/e2e.ts'
import { Site } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const defaults = { interval: '200ms', 'fast-interval': '50ms', rise: 2, fall: 2 }
const drain = { for: '3s', prepend: 4, community: ['graceful-shutdown'] }
const checks = [{ backend: 'http_back' }]
const isLeaving = ({ asPath }: { readonly asPath: readonly number[] }): boolean => asPath.length === 5

/** Seconds between the two last updates that the router heard. */
const lastStretch = (site: Site): number => {
  const [before, last] = site.peer().history(vip).slice(-2)
  return before === undefined || last === undefined ? Number.NaN : (last.at - before.at) / 1000
}

e2e(
  'a drain by maintenance file shows 65535:0 at the router for its time, across a crash, then withdraws; without the file the VIP is back',
  async (run) => {
    const site = await Site.start(run, {
      config: (own) => config(own, { web: { vips: [vip], checks, drain, 'maintenance-file': own.maintenanceFile } }, defaults),
    })
    await site.peer().waitForRoute(vip)

    writeFileSync(site.maintenanceFile, '')
    const leaving = await site.peer().waitForRoute(vip, isLeaving)
    assert.deepEqual(leaving.communities, ['65535:0'])
    process.kill(site.helperPid() ?? Number.NaN, 'SIGKILL')
    await site.peer().waitForNoRoute(vip)
    const stretch = lastStretch(site)
    assert.ok(stretch > 2 && stretch < 10, `withdrawn after ${stretch} s`)

    rmSync(site.maintenanceFile)
    await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1)
    assert.deepEqual(toldAnew(site.peer(), vip), ['65010', '65010 65010 65010 65010 65010', 'withdraw', '65010'])
  },
)

e2e('servers that are all drained by hand in HAProxy begin the same departure, and the end of the last session ends it', async (run) => {
  const patient = { ...drain, for: '60s', until: 'idle' }
  const both = [...checks, { frontend: 'http_front' }]
  const site = await Site.start(run, {
    services: { web: { vips: [vip], checks: both, drain: patient } },
    defaults,
    haproxy: (own) => haproxyConfig(own).replace('timeout client 2s', 'timeout client 1m'),
  })
  await site.peer().waitForRoute(vip)

  const user = site.node.program('user', ['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/80 && exec cat <&3'])
  user.start()
  const sessions = async () => (await site.haproxy.command('show stat http_front 1 -1')).split('\n')[1]?.split(',')[4]
  await until('the user to be connected', async () => (await sessions()) === '1')
  await site.haproxy.command('set server http_back/web1 state drain')
  await site.peer().waitForRoute(vip, isLeaving)
  // Were it HAProxy's `timeout client` that ends the session, a slow machine would find nobody to wait for.
  await user.stop()
  await site.peer().waitForNoRoute(vip)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', '65010 65010 65010 65010 65010', 'withdraw'])

  await site.haproxy.command('set server http_back/web1 state ready')
  await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1)
})

for (const apartMs of [50, 1000])
  e2e(
    `two backends that are drained by hand ${apartMs} ms apart leave as one, though a drained server is stopped, and come back without a withdraw`,
    async (run) => {
      const more = 'backend other_back\n  option httpchk GET /\n  server web2 127.0.1.2:8080 check inter 100ms fall 2 rise 2\n'
      const site = await Site.start(run, {
        webs: ['web1', 'web2'],
        haproxy: ({ haproxy, webs }) => haproxyConfig({ haproxy, webs: webs.slice(0, 1) }, { more }),
        services: { web: { vips: [vip], checks: [...checks, { backend: 'other_back' }], drain: { ...drain, for: '60s' } } },
        defaults: { ...defaults, rise: 1, fall: 1 },
      })
      await site.peer().waitForRoute(vip)
      const set = async (server: string, state: string) => site.haproxy.command(`set server ${server} state ${state}`)

      await set('http_back/web1', 'drain')
      await delay(apartMs)
      await set('other_back/web2', 'drain')
      await site.peer().waitForRoute(vip, isLeaving)
      await site.waitForLog(/backend other_back: .*web2 DRAIN/)
      await site.web('web2').stop()
      await until('HAProxy to see the drained server down', async () =>
        (await site.haproxy.command('show stat other_back 4 -1')).includes('DOWN'),
      )
      await site.web('web2').start()
      await set('http_back/web1', 'ready')
      await delay(apartMs)
      await set('other_back/web2', 'ready')
      await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1)
      assert.deepEqual(toldAnew(site.peer(), vip), ['65010', '65010 65010 65010 65010 65010', '65010'])
    },
  )

e2e('a service that comes up warms before it attracts everything', async (run) => {
  const site = await Site.start(run, { services: { web: { vips: [vip], checks, warm: { for: '2s', prepend: 3 } } }, defaults })
  await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010 65010 65010 65010', '65010'])
  assert.ok(lastStretch(site) > 1.8)
})
