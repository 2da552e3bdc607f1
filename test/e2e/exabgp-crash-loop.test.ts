// Does ExaBGP live on, with what is announced, while our process is killed a second after each start?
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { told } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '192.0.2.1/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }

/** The sixth start within a minute of 64 s is the one at which ExaBGP stops. */
const deaths = 6

const startsOf = (site: Site): number => site.log().filter(({ message }) => / runs$/.test(message)).length

for (const { name, options, lacking } of [installed, await exabgpVersion('5.0')]) {
  e2e(
    `ExaBGP ${name} outlives a process that is killed a second after each start, and so does what is announced`,
    async (run) => {
      const site = await Site.start(run, { exabgp: options, services })
      await site.peer().waitForRoute(vip)
      for (let started = 1; started <= deaths; started += 1) {
        await until(`start ${started}`, () => startsOf(site) === started, { within: 60_000 })
        await sleep(1000)
        process.kill(site.helperPid() ?? Number.NaN, 'SIGKILL')
      }
      await until('a successor', () => startsOf(site) > deaths, { within: 60_000 })
      assert.ok(site.exabgp.program.running)
      assert.deepEqual(
        told(site.peer(), vip).filter((one) => one === 'withdraw'),
        [],
      )
    },
    { lacking, timeout: 240_000 },
  )
}
