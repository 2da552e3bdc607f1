// Does a router that did not read for a while end with what HAProxy says?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { until } from './kit/wait.ts'

const check = { backend: 'http_back', interval: '100ms', 'fast-interval': '50ms', rise: 1, fall: 1 }
const services = {
  flapping: { vips: ['192.0.2.1/32'], checks: [check], tiers: [{ servers: 2 }, { servers: 1, prepend: 2 }] },
}
const vip = '192.0.2.1/32'

for (const { name, options, lacking } of [await exabgpVersion('4.2.21'), await exabgpVersion('5.0')]) {
  for (const ack of [true, false]) {
    for (const end of ['best', 'prepended', 'withdrawn'] as const) {
      e2e(
        `ExaBGP ${name}${ack ? '' : ' without acknowledgements'}: a router that did not read while a service flapped has it ${end} within ten seconds, as it is`,
        async (run) => {
          const site = await Site.start(run, { exabgp: { ...options, ack }, webs: ['web1', 'web2'], services })
          const pathOf = async (): Promise<number | undefined> => (await site.peer().routes()).get(vip)?.asPath.length
          const weigh = async (web: string, weight: number): Promise<void> => {
            const from = site.log().length
            await site.haproxy.command(`set server http_back/${web} weight ${weight}%`)
            await site.waitForLog(/^flapping: (tier|down)/, { from })
          }
          await until('the best route', async () => (await pathOf()) === 1)

          site.peer().frr.freeze()
          for (let flap = 0; flap < 3; flap += 1) {
            await weigh('web2', 0)
            await weigh('web1', 0)
            await weigh('web1', 100)
            await weigh('web2', 100)
          }
          if (end !== 'best') await weigh('web2', 0)
          if (end === 'withdrawn') await weigh('web1', 0)
          site.peer().frr.thaw()

          const wanted = { best: 1, prepended: 3, withdrawn: undefined }[end]
          await until(`the route ${end}`, async () => (await pathOf()) === wanted, { within: 10_000 })
          const from = site.log().length
          await site.waitForLog(/^repeated: /, { from, within: 15_000 })
          assert.equal(await pathOf(), wanted)
        },
        { lacking },
      )
    }
  }
}
