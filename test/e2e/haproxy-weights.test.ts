// Does a VIP become less attractive by the weight that its servers were given, and is it drained where all weight is taken away?
import assert from 'node:assert/strict'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import type { Route } from './kit/route-table.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { told } from './kit/told.ts'

const vip = '9.9.9.9/32'
const tiers = [{ capacity: '70%' }, { capacity: '40%', prepend: 1 }, { capacity: '1%', prepend: 2 }]
const drain = { prepend: 3, for: '60s' }
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }], tiers, drain } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }
const prepended = (times: number): string => Array.from({ length: times + 1 }, () => '65010').join(' ')

onEachHaproxy(
  'weights set by hand count as shares of those configured, whatever is left, also after a reload',
  async (run, haproxyCommand) => {
    const check = 'weight 100 inter 100ms fall 2 rise 2'
    const site = await Site.start(run, {
      webs: ['web1', 'web2', 'web3', 'web4'],
      haproxyCommand,
      haproxy: (it) => haproxyConfig(it, { check }),
      services,
      defaults,
    })
    const asPathHas = (length: number): Promise<Route> => site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === length)
    const weigh = async (weight: string, ...webs: readonly number[]): Promise<void> => {
      for (const web of webs) assert.equal(await site.haproxy.command(`set weight http_back/web${web} ${weight}`), '')
    }
    await asPathHas(1)
    await weigh('0', 1, 2)
    await asPathHas(2)
    await weigh('0', 3)
    await asPathHas(3)
    await weigh('0', 4)
    await asPathHas(4)
    await weigh('50%', 1, 2, 3, 4)
    await asPathHas(2)
    await weigh('100%', 1, 2, 3, 4)
    await asPathHas(1)
    await weigh('10', 1, 2, 3, 4)
    await asPathHas(3)
    await site.haproxy.reload()
    await asPathHas(1)
    assert.deepEqual(told(site.peer(), vip).at(-1), prepended(0))
    assert.equal(told(site.peer(), vip).includes('withdraw'), false)
  },
)
