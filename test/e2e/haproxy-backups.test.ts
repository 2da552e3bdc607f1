// What are backups worth once they carry everything?
import assert from 'node:assert/strict'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const vip = '9.9.9.9/32'
const tiers = [{ capacity: '100%' }, { capacity: '50%', prepend: 1 }, { capacity: '1%', prepend: 2 }]
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }], tiers } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }
const [best, middle] = ['65010', '65010 65010']

/** Two active servers of weight 100, and two backups of weight 1. */
const withBackups = (site: Site, option: string): string =>
  haproxyConfig(site, { check: 'inter 100ms fall 2 rise 2' })
    .replace(/server web[12] .*/g, '$& weight 100')
    .replace(/server web[34] .*/g, '$& weight 1 backup')
    .replace('option httpchk', `${option}\n  option httpchk`)

for (const [option, worth] of [
  ['', [best, middle, 'withdraw']],
  ['option allbackups', [best, middle, best, middle, 'withdraw']],
] as const) {
  onEachHaproxy(
    `${option === '' ? 'one backup is' : 'with allbackups each is'} worth a server, however little it weighs`,
    async (run, haproxyCommand) => {
      const site = await Site.start(run, {
        webs: ['web1', 'web2', 'web3', 'web4'],
        haproxyCommand,
        haproxy: (it) => withBackups(it, option),
        services,
        defaults,
      })
      const asPathIs = (path: string) => site.peer().waitForRoute(vip, ({ asPath }) => asPath.join(' ') === path)
      await asPathIs(best)
      await site.web('web1').stop()
      await asPathIs(middle)
      await site.web('web2').stop()
      await asPathIs(option === '' ? middle : best)
      await site.web('web3').stop()
      await asPathIs(middle)
      await site.web('web4').stop()
      await site.peer().waitForNoRoute(vip)
      await Promise.all(['web1', 'web2'].map((name) => site.web(name).start()))
      await asPathIs(best)
      assert.deepEqual(toldAnew(site.peer(), vip).slice(0, worth.length), worth)
    },
  )
}
