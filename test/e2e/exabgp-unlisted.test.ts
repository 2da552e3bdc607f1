// What if no neighbor lists our process?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'

const debian14 = await exabgpVersion('5.0')

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: a process that no neighbor lists says what to do, stays, and announces once a neighbor lists it`,
    async (run) => {
      let listed = false
      const site = await Site.start(run, {
        exabgp: options,
        config: (it) => ({
          ...config(it, { web: { vips: ['192.0.2.1/32'], checks: [{ backend: 'http_back' }] } }),
          exabgp: { refresh: '1s' },
        }),
        amend: (text) => (listed ? text : text.replaceAll('processes [ rhi ];', '')),
      })
      const pid = site.helperPid()
      await site.waitForLog(/^ExaBGP refused "announce route .*let a neighbor list this process under api/)

      listed = true
      await site.useNeighbors('r1')
      // ExaBGP 4.2 takes in a changed `api` block with the next session.
      await site.peer().resetSessions()
      await site.peer().waitForRoute('192.0.2.1/32')
      assert.equal(site.helperPid(), pid)
      assert.ok(pid)
    },
    { lacking },
  )
}
