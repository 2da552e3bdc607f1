// Does a router that did not read for a while end with what HAProxy says?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { assertWellFormed, fill, flap, paths, startFlapping, waitForSteadyPaths, wanted } from './kit/flapping.ts'

const [debian12, debian13, debian14] = await Promise.all([exabgpVersion('4.2.21'), exabgpVersion('4.2.25'), exabgpVersion('5.0')])

for (const { name, options, lacking } of [
  ...[debian12, debian13, debian14],
  ...[debian12, debian14].map((it) => ({ ...it, name: `${it.name} without acknowledgements`, options: { ...it.options, ack: false } })),
])
  e2e(
    `ExaBGP ${name}: a router that did not read while services flapped has within ten seconds what HAProxy says, and keeps it`,
    async (run) => {
      const site = await startFlapping(run, { exabgp: options, peers: [{ name: 'r1', narrow: true, holdTime: 60 }] })
      const peer = site.peer()
      peer.frr.freeze()
      await fill(site)
      await flap(site)
      peer.frr.thaw()

      await waitForSteadyPaths(peer, wanted, 10_000)
      await site.waitForLog(/^repeated: /, { from: site.log().length, within: 15_000 })
      assert.deepEqual(await paths(peer), wanted)
      assertWellFormed(peer)
      const texts = name.startsWith('4.2') ? ['attribute [ 0x01 0x40 0x01 ]', 'attribute [ 0x01 0x40 0x02 ]'] : []
      for (const text of texts)
        assert.ok(
          site.sent().some((line) => line.includes(text)),
          text,
        )
      assert.deepEqual(
        peer.sessionHistory().map(({ state }) => state),
        ['established'],
      )
    },
    { lacking },
  )
