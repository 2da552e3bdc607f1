// Is a backend that does not log to HAProxy's ring found, and one that does never accused?
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { e2e } from './kit/e2e.ts'
import { haproxyVersion, installed } from './kit/haproxy-versions.ts'
import type { Run } from './kit/run.ts'
import { Site } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'

const vip = '9.9.9.9/32'
const ring = 'ring health\n  format timed\n  maxlen 1024\n  size 65536\n'
const logs = '  log ring@health local0 notice\n'

const haproxy = (site: Site, line: string): string =>
  haproxyConfig(site).replace('\ndefaults', `\n${ring}\ndefaults`).replace('\nbackend http_back\n', `\nbackend http_back\n${line}`)

const start = async (run: Run, line: string, haproxyCommand?: readonly string[]): Promise<Site> => {
  const site = await Site.start(run, {
    haproxy: (site) => haproxy(site, line),
    config: (site) => ({
      ...config(site, { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }),
      haproxy: { stats: site.haproxy.socket, events: 'health' },
      defaults: { interval: '500ms', 'fast-interval': '100ms', rise: 2 },
    }),
    ...(haproxyCommand && { haproxyCommand }),
  })
  await site.waitForLog(/^following the events of HAProxy/)
  await site.peer().waitForRoute(vip)
  return site
}

const accusations = (site: Site): string[] => site.log().flatMap(({ message }) => (message.includes('did not report it') ? [message] : []))

/** So long nothing happens that an event may still be on its way, or that a look could go with another event. */
const aWhile = (): Promise<void> => sleep(3500)

e2e('a backend that does not log to the ring is named once when a server dies, and not after a reload has mended it', async (run) => {
  const site = await start(run, '')
  await aWhile()
  await site.web().stop()
  await site.peer().waitForNoRoute(vip)
  const { level } = await site.waitForLog(
    /^backend http_back: server web1 went down, but ring health did not report it: .*"log ring@health local0 notice"/,
  )
  assert.equal(level, 'warn')

  site.haproxy.configure(haproxy(site, logs))
  await site.haproxy.reload()
  await site.web().start()
  await site.peer().waitForRoute(vip)
  await aWhile()
  await site.web().stop()
  await site.peer().waitForNoRoute(vip)
  await aWhile()
  assert.equal(accusations(site).length, 1)
})

for (const { name, command, lacking } of [installed, await haproxyVersion('3.2')]) {
  e2e(
    `a backend that logs to the ring is not accused by HAProxy ${name}, whatever happens to its servers`,
    async (run) => {
      const site = await start(run, logs, command)
      await aWhile()
      await site.web().stop()
      await site.peer().waitForNoRoute(vip)
      for (const order of [
        // No event tells of these, nor of the server that is found down again.
        'disable health http_back/web1',
        'enable health http_back/web1',
        'set server http_back/web1 state maint',
        'set server http_back/web1 state ready',
        'set server http_back/web1 health down',
        'set server http_back/web1 weight 0',
      ]) {
        await aWhile()
        await site.haproxy.command(order)
      }
      await aWhile()
      assert.deepEqual(accusations(site), [])
    },
    { lacking },
  )
}
