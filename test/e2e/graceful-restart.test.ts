// Does a router that holds the routes of a restarting ExaBGP keep exactly those of services that are well, until we have said all?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import type { LogLine } from './kit/log-file.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const well = '192.0.2.1/32'
const ill = '192.0.2.2/32'
const endOfRib = /^announce eor ipv4 unicast$/
const debian14 = await exabgpVersion('5.0')

const services = {
  web: { vips: [well], checks: [{ http: 'http://127.0.1.1:8080/' }] },
  api: { vips: [ill], checks: [{ http: 'http://127.0.1.2:8080/' }] },
}

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: killed and started again, a healthy VIP never blips at the router, and a dead one is gone with End-of-RIB`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        webs: ['web1', 'web2'],
        config: (it) => ({ ...config(it, services), exabgp: { 'end-of-rib': 'on' } }),
        neighborLines: 'manual-eor true;\n  capability {\n    graceful-restart 60;\n  }',
        amend: (text) => text.replaceAll('processes [ rhi ];', 'processes [ rhi ];\n    neighbor-changes;'),
      })
      const peer = site.peer()
      await Promise.all([well, ill].map((vip) => peer.waitForRoute(vip)))
      const kernel = peer.frr.namespace.program('routes', ['ip', 'monitor', 'route'])
      kernel.start()
      kernel.log.follow(() => {})
      const isGone = ({ text }: LogLine): boolean => /^Deleted 192\.0\.2\./.test(text)
      const ends = (): LogLine[] => site.exabgp.commands().filter(({ text }) => endOfRib.test(text))
      const before = ends().length
      const sessions = peer.sessionHistory().length

      await site.exabgp.kill()
      await until('the router to notice', () => peer.sessionHistory().length > sessions)
      site.web('web2').fallIll()
      assert.deepEqual([...(await peer.routes()).keys()], [well, ill], 'both are held')
      await site.exabgp.start()
      await peer.waitForNoRoute(ill)

      // By the end of all announcements, or by the withdraw of what an earlier process may have left.
      const gone = await until('the kernel to let go', () => kernel.log.lines().find(isGone))
      await until('the end to be said', () => ends().length > before)
      assert.match(gone.text, /192\.0\.2\.2/)
      await peer.waitForRoute(well)
      assert.deepEqual(kernel.log.lines().filter(isGone).length, 1, kernel.log.texts().join('\n'))
      assert.ok(!site.sent().some((line) => line.startsWith('withdraw') && line.includes(well)))
      await kernel.stop()
    },
    { lacking },
  )
}
