// Does a proxy that a reload disables lose its route, and not one that a reload takes away?
import assert from 'node:assert/strict'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const [byBackend, byFrontend] = ['9.9.9.9/32', '9.9.9.10/32']
const services = {
  back: { vips: [byBackend], checks: [{ backend: 'http_back' }] },
  front: { vips: [byFrontend], checks: [{ frontend: 'http_front' }] },
}
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

onEachHaproxy('a proxy that is disabled in the configuration is withdrawn, and announced once it is not', async (run, haproxyCommand) => {
  const site = await Site.start(run, { haproxyCommand, services, defaults })
  const disable = async (section: string): Promise<void> => {
    site.haproxy.configure(haproxyConfig(site).replace(`\n${section}\n`, `\n${section}\n  disabled\n`))
    await site.haproxy.reload()
  }
  await Promise.all([byBackend, byFrontend].map((vip) => site.peer().waitForRoute(vip)))
  await disable('frontend http_front')
  await site.peer().waitForNoRoute(byFrontend)
  await disable('backend http_back')
  await site.peer().waitForNoRoute(byBackend)
  await site.peer().waitForRoute(byFrontend)
  await disable('nothing')
  await site.peer().waitForRoute(byBackend)
  for (const vip of [byBackend, byFrontend]) assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010'])
  await site.waitForLog(/^back: down, withdrawing its VIPs: backend http_back: disabled in its configuration$/)
})
