// Does a neighbor that a reload of ExaBGP adds learn the route, and do signals sent to the wrong process harm nobody?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import type { Peer } from './kit/peer.ts'
import { Site, type SiteOptions } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { told } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '192.0.2.1/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }
const debian14 = await exabgpVersion('5.0')

/** What a router was told, without repetitions: ExaBGP 4.2 sends everything again when it is reloaded. */
const steps = (peer: Peer): string[] => told(peer, vip).filter((step, index, all) => step !== all[index - 1])

const ways: Readonly<Record<string, SiteOptions>> = {
  'by a refresh every second': { config: (site) => ({ ...config(site, services), exabgp: { refresh: '1s' } }) },
  'at once where neighbor-changes are sent to us': {
    services,
    amend: (text) => text.replaceAll('processes [ rhi ];', 'processes [ rhi ]; neighbor-changes;'),
  },
}

for (const { name, options, lacking } of [installed, debian14]) {
  for (const [how, way] of Object.entries(ways)) {
    e2e(
      `ExaBGP ${name}: a neighbor added by a reload learns the route, ${how}`,
      async (run) => {
        const site = await Site.start(run, { exabgp: options, peers: [{ name: 'old' }, { name: 'new' }], neighbors: ['old'], ...way })
        await site.peer('old').waitForRoute(vip)
        const pid = site.helperPid()

        await site.useNeighbors('old', 'new')
        await site.peer('new').waitForRoute(vip)
        site.web().fallIll()
        await Promise.all(site.peers.map((peer) => peer.waitForNoRoute(vip)))

        assert.deepEqual(site.peers.map(steps), [
          ['65010', 'withdraw'],
          ['65010', 'withdraw'],
        ])
        assert.equal(site.sent().filter((line) => line.startsWith('withdraw')).length, 1)
        assert.equal(site.helperPid(), pid)
      },
      { lacking },
    )
  }

  e2e(
    `ExaBGP ${name}: when it restarts our process (SIGUSR2) the route stays, and HUP, ALRM, USR1 and USR2 sent to our process do nothing`,
    async (run) => {
      const site = await Site.start(run, { exabgp: options, services })
      await site.peer().waitForRoute(vip)
      const pid = site.helperPid()
      site.exabgp.program.signal('SIGUSR2')
      const successor = await until('a successor', () => (site.helperPid() === pid ? undefined : site.helperPid()))
      await site.waitForSent(/^announce/, { from: 1 })
      for (const signal of ['SIGHUP', 'SIGALRM', 'SIGUSR1', 'SIGUSR2'] as const) process.kill(successor, signal)
      site.web().fallIll()
      await site.peer().waitForNoRoute(vip)
      assert.deepEqual(steps(site.peer()), ['65010', 'withdraw'])
      assert.equal(site.helperPid(), successor)
    },
    { lacking },
  )
}
