// Does a neighbor that reloads of ExaBGP take out and put back end with what it should have, whatever happens meanwhile?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { fill, flap, paths, startFlapping, waitForSteadyPaths, wanted } from './kit/flapping.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'

const [stays, goes] = ['10.1.0.2', '10.2.0.2']
const vip = '192.0.2.1/32'

const between = (site: Site, neighbors: readonly string[]): object => {
  const { bgp, ...others } = config(site, { web: { vips: [vip], checks: [{ backend: 'http_back' }] } })
  return { ...others, bgp: { ...(bgp as object), neighbors }, exabgp: { refresh: '3s' } }
}

for (const { name, options, lacking } of [await exabgpVersion('4.2.21'), await exabgpVersion('5.0')]) {
  e2e(
    `ExaBGP ${name}: a neighbor that is taken out of ExaBGP, then out of our configuration, and put back into ExaBGP alone, keeps no route of ours`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        peers: [{ name: 'r1' }, { name: 'r2' }],
        config: (it) => between(it, [stays, goes]),
      })
      await Promise.all(site.peers.map((peer) => peer.waitForRoute(vip)))
      await site.useNeighbors('r1')
      await site.peer('r2').waitForNoRoute(vip)
      site.configure(between(site, [stays]))
      process.kill(site.helperPid() ?? Number.NaN, 'SIGHUP')
      await site.waitForLog(/^ExaBGP has no neighbor 10\.2\.0\.2: 192\.0\.2\.1\/32 to 10\.2\.0\.2 is withdrawn when/)
      const refused = site.sent().length

      await site.useNeighbors('r1', 'r2')
      await site.waitForSent(/^neighbor 10\.2\.0\.2 withdraw route 192\.0\.2\.1\/32/, { from: refused })
      await site.peer('r2').waitForNoRoute(vip)
      await site.web().stop()
      await site.peer('r1').waitForNoRoute(vip)
      assert.equal((await site.peer('r2').routes()).size, 0)
    },
    { lacking },
  )

  e2e(
    `ExaBGP ${name}: a neighbor that is taken out and put back by two reloads while services flap has within ten seconds what HAProxy says, and so have the others`,
    async (run) => {
      const site = await startFlapping(run, { exabgp: options, peers: [{ name: 'r1' }, { name: 'r2' }, { name: 'r3' }] })
      const reload = async (): Promise<void> => {
        await site.useNeighbors('r1', 'r3')
        await site.useNeighbors('r1', 'r2', 'r3')
      }
      await fill(site)
      await Promise.all([reload(), flap(site)])
      // However quickly they flapped, something changes after the second reload: this ExaBGP tells nobody that a neighbor is up.
      await fill(site)

      await Promise.all(site.peers.map((peer) => waitForSteadyPaths(peer, wanted, 10_000)))
      await site.waitForLog(/^repeated: /, { from: site.log().length, within: 15_000 })
      assert.deepEqual(await Promise.all(site.peers.map(paths)), Array(3).fill(wanted))
      const sessions = site.peers.map((peer) => peer.sessionHistory().filter(({ state }) => state === 'established').length)
      assert.deepEqual(sessions, [1, 2, 1])
    },
    { lacking },
  )
}
