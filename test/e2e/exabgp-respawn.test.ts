// Is the route table right after our process was killed, whatever HAProxy did meanwhile?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { told } from './kit/told.ts'

const vip = '192.0.2.1/32'
const web = { vips: [vip], checks: [{ backend: 'http_back' }] }
const debian14 = await exabgpVersion('5.0')

const withoutRepeats = <One>(all: readonly One[]): readonly One[] => all.filter((one, at) => one !== all[at - 1])

/** Kills our process, with `before` done while it stands still, and waits until its successor has evidence and knows its ExaBGP. */
const crash = async (site: Site, before: () => Promise<void> = async () => {}): Promise<void> => {
  const pid = site.helperPid()
  assert.ok(pid)
  const from = site.log().length
  process.kill(pid, 'SIGSTOP')
  await before()
  process.kill(pid, 'SIGKILL')
  for (const line of [/ of 1 servers/, / runs this process /]) await site.waitForLog(line, { from, within: 60_000 })
  assert.notEqual(site.helperPid(), pid)
}

for (const { name, options, lacking } of [installed, debian14]) {
  for (const ack of [true, false]) {
    e2e(
      `ExaBGP ${name}${ack ? '' : ' without acknowledgements'}: what a process that was killed has left stays until its successor has a verdict`,
      async (run) => {
        const site = await Site.start(run, { exabgp: { ...options, ack }, services: { web } })
        const deeds = (): (string | undefined)[] => site.sent().map((line) => line.split(' ')[0])
        await site.peer().waitForRoute(vip)
        await site.waitForLog(/ runs this process /)

        await crash(site)
        await site.waitForSent(/^announce/, { from: 1 })
        site.web().fallIll()
        await site.peer().waitForNoRoute(vip)
        assert.deepEqual(told(site.peer(), vip), ['65010', 'withdraw'])

        await crash(site)
        site.web().recover()
        await site.peer().waitForRoute(vip)

        await crash(site, async () => {
          site.web().fallIll()
          await site.haproxy.waitForStatus('http_back', 'BACKEND', 'DOWN')
        })
        await site.peer().waitForNoRoute(vip)

        // Where ExaBGP lists nothing it may keep no list: what is down is withdrawn once more.
        assert.deepEqual(withoutRepeats(deeds()), ['announce', 'withdraw', 'announce', 'withdraw'])
        assert.deepEqual(withoutRepeats(told(site.peer(), vip)), ['65010', 'withdraw', '65010', 'withdraw'])
        const speaking = site.log().flatMap(({ message }) => (message.includes(' runs this process ') ? [message] : []))
        assert.deepEqual(
          speaking.map((message) => message.endsWith('acknowledges every command')),
          [ack, ack, ack, ack],
        )
      },
      { lacking },
    )
  }
}
