// Does a VIP of two services with a path identifier each stay with a router as long as one of them is well, whether their session knows identifiers or not?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'

const vip = '9.9.9.9/32'
const other = `backend other_back
  option httpchk GET /
  server web2 127.0.1.2:8080 check inter 100ms fall 2 rise 2
`
const services = {
  one: { vips: [vip], checks: [{ backend: 'http_back' }], 'path-information': 1, med: 1 },
  two: { vips: [vip], checks: [{ backend: 'other_back' }], 'path-information': 2, med: 2 },
}

for (const { name, options, lacking } of [installed, await exabgpVersion('5.0')])
  for (const [title, neighborLines] of Object.entries({ without: '', with: 'capability { add-path send; }' }))
    e2e(
      `ExaBGP ${name}: a session ${title} ADD-PATH keeps the VIP of two services as long as one of them is well`,
      async (run) => {
        const haproxy = (it: Site) => haproxyConfig({ ...it, haproxy: it.haproxy, webs: it.webs.slice(0, 1) }, { more: other })
        const site = await Site.start(run, { exabgp: options, neighborLines, webs: ['web1', 'web2'], haproxy, services })
        const isFrom = (med: number): Promise<unknown> => site.peer().waitForRoute(vip, (route) => route.med === med)
        await site.waitForSent(/information 2 .*med 2/)
        await isFrom(neighborLines === '' ? 2 : 1)
        const isTold = site.log().some(({ message }) => message.includes('add capability { add-path send; }'))
        assert.equal(isTold, neighborLines === '')
        await site.web('web2').stop()
        await site.waitForSent(/^withdraw .*information 2/)
        await isFrom(1)
        await site.web('web2').start()
        await site.waitForLog(/^two: tier 1/, { from: site.log().findLastIndex(({ message }) => message.startsWith('two: down')) })
        await site.web('web1').stop()
        await site.waitForSent(/^withdraw .*information 1/)
        await isFrom(2)
        await site.web('web2').stop()
        await site.peer().waitForNoRoute(vip)
        assert.equal(site.sent().at(-1)?.startsWith('withdraw'), true)
      },
      { lacking },
    )
