// Does a neighbor that two reloads of ExaBGP take out and put back end with what HAProxy says, though services flap meanwhile?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { fill, flap, paths, startFlapping, waitForSteadyPaths, wanted } from './kit/flapping.ts'

for (const { name, options, lacking } of [await exabgpVersion('4.2.21'), await exabgpVersion('5.0')])
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

      await Promise.all(site.peers.map((peer) => waitForSteadyPaths(peer, wanted, 10_000)))
      await site.waitForLog(/^repeated: /, { from: site.log().length, within: 15_000 })
      assert.deepEqual(await Promise.all(site.peers.map(paths)), Array(3).fill(wanted))
      const sessions = site.peers.map((peer) => peer.sessionHistory().filter(({ state }) => state === 'established').length)
      assert.deepEqual(sessions, [1, 2, 1])
    },
    { lacking },
  )
