// Is a backend found that HAProxy hides behind a frontend of the same name?
import assert from 'node:assert/strict'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const vip = '9.9.9.9/32'
const checks = [{ backend: 'web' }, { frontend: 'web' }]
const services = { web: { vips: [vip], checks } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

/** The frontend comes first, and hides the backend. */
const namesakes = (site: Site): string => haproxyConfig(site).replaceAll('http_front', 'web').replaceAll('http_back', 'web')

const twoNames = (site: Site): string => namesakes(site).replace('frontend web', 'frontend other')

onEachHaproxy(
  'a server that dies behind two proxies of one name is withdrawn, as is one that dies in a reload to that',
  async (run, haproxyCommand) => {
    const services = { web: { vips: [vip], checks: [{ backend: 'web' }] } }
    const site = await Site.start(run, { haproxyCommand, haproxy: twoNames, services, defaults })
    await site.peer().waitForRoute(vip)
    site.haproxy.configure(namesakes(site))
    await site.web().stop()
    await site.haproxy.reload()
    await site.peer().waitForNoRoute(vip)
    await site.web().start()
    await site.peer().waitForRoute(vip)
    assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010'])
  },
)

onEachHaproxy('of two proxies of one name each decides, before and after a reload', async (run, haproxyCommand) => {
  const site = await Site.start(run, { haproxyCommand, haproxy: namesakes, services, defaults })
  await site.peer().waitForRoute(vip)
  for (const _ of [1, 2]) {
    site.web().fallIll()
    await site.peer().waitForNoRoute(vip)
    site.web().recover()
    await site.peer().waitForRoute(vip)
    await site.haproxy.command('disable frontend web')
    await site.peer().waitForNoRoute(vip)
    await site.haproxy.command('enable frontend web')
    await site.peer().waitForRoute(vip)
    await site.haproxy.reload()
  }
  assert.equal(toldAnew(site.peer(), vip).filter((one) => one === 'withdraw').length, 4)
})
