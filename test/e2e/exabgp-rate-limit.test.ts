// Does a router that ExaBGP may send three messages a second end with what HAProxy says, though services change faster?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { assertWellFormed, flap, paths, startFlapping, waitForSteadyPaths, wanted } from './kit/flapping.ts'

for (const { name, options, lacking } of [await exabgpVersion('4.2.21'), await exabgpVersion('5.0')]) {
  for (const ack of [true, false])
    e2e(
      `ExaBGP ${name}${ack ? '' : ' without acknowledgements'} with rate-limit: a router has within ten seconds what HAProxy says of services that flapped faster`,
      async (run) => {
        const site = await startFlapping(run, {
          exabgp: { ...options, ack },
          neighborLines: 'rate-limit 3;',
          peers: [{ name: 'r1', holdTime: 60 }],
        })
        const peer = site.peer()
        await flap(site)
        await waitForSteadyPaths(peer, wanted, 10_000)
        await site.waitForLog(/^repeated: /, { from: site.log().length, within: 15_000 })
        assert.deepEqual(await paths(peer), wanted)
        assertWellFormed(peer)
      },
      { lacking },
    )
}
