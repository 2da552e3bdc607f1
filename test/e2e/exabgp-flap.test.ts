// Is the route there again whenever the session with a neighbor is?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { told } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '192.0.2.1/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }
const debian14 = await exabgpVersion('5.0')

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: after each flap of a session the route is there again, and what was withdrawn meanwhile is not`,
    async (run) => {
      const site = await Site.start(run, { exabgp: options, services })
      const peer = site.peer()
      const established = (): number => peer.sessionHistory().filter(({ state }) => state === 'established').length
      await peer.waitForRoute(vip)
      for (const flaps of [1, 2]) {
        await peer.resetSessions()
        await until('a new session', () => established() === flaps + 1)
        await until('the route in it', () => told(peer, vip).length === flaps + 1)
      }
      assert.deepEqual(told(peer, vip), ['65010', '65010', '65010'])

      await peer.stop()
      site.web().fallIll()
      await site.waitForSent(/^withdraw/)
      await peer.start()
      await peer.waitForSessions()
      site.web().recover()
      await peer.waitForRoute(vip)
      assert.deepEqual(told(peer, vip), ['65010'])
      assert.deepEqual(
        site.sent().map((line) => line.split(' ')[0]),
        ['announce', 'withdraw', 'announce'],
      )
    },
    { lacking },
  )
}
