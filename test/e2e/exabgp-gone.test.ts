// Does our process leave when ExaBGP is gone, however it went?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { endOf } from './kit/end-of.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'

const vip = '192.0.2.1/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }
const debian14 = await exabgpVersion('5.0')

const deaths: readonly (readonly [how: string, die: (site: Site) => Promise<void>])[] = [
  ['killed', (site) => site.exabgp.kill()],
  ['stopped', (site) => site.exabgp.stop()],
  [
    'frozen, with a withdrawal waiting for its answer, and killed',
    async (site) => {
      site.exabgp.freeze()
      site.web().fallIll()
      await site.waitForLog(/^ExaBGP has not answered .*withdraw/)
      await site.exabgp.kill()
    },
  ],
]

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: our process is gone within a second after ExaBGP was ${deaths.map(([how]) => how).join('; ')}`,
    async (run) => {
      const site = await Site.start(run, { exabgp: options, services })
      for (const [how, die] of deaths) {
        if (!site.exabgp.program.running) await site.exabgp.start()
        await site.peer().waitForRoute(vip)
        const pid = site.helperPid()
        assert.ok(pid)
        const tookMs = await endOf(pid, () => die(site))
        assert.ok(tookMs < 1000, `${tookMs} ms after ExaBGP was ${how}`)
        await site.peer().waitForNoRoute(vip)
      }
    },
    { lacking },
  )
}
