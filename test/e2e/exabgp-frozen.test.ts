// What happens while ExaBGP reads nothing, and after?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { until } from './kit/wait.ts'

const vips = Array.from({ length: 196 }, (_, index) => `198.51.100.${index + 1}/32`)
const services = {
  many: {
    vips,
    checks: [{ backend: 'http_back', interval: '100ms', 'fast-interval': '50ms', rise: 1, fall: 1 }],
    tiers: [{ servers: 2 }, { servers: 1, prepend: 1 }],
  },
}
const debian14 = await exabgpVersion('5.0')

// A command holds 49 NLRI.
const commandsForAll = 4

const isAboutRoutes = ({ text }: { text: string }): boolean => /announce|withdraw/.test(text)

for (const { name, options, lacking } of [installed, debian14]) {
  for (const ack of [true, false]) {
    e2e(
      `ExaBGP ${name}${ack ? '' : ' without acknowledgements'}: while it is frozen wishes collapse, and the newest of them is what it gets`,
      async (run) => {
        const site = await Site.start(run, { exabgp: { ...options, ack }, webs: ['web1', 'web2'], services })
        const pathsOf = (length: number) => async (): Promise<boolean> => {
          const routes = [...(await site.peer().routes()).values()]
          return routes.length === vips.length && routes.every(({ asPath }) => asPath.length === length)
        }
        const weigh = async (web: string, weight: number): Promise<void> => {
          const from = site.log().length
          await site.haproxy.command(`set server http_back/${web} weight ${weight}%`)
          await site.waitForLog(/^many: (tier|down)/, { from })
        }
        await until('every route', pathsOf(1))
        const pid = site.helperPid()
        assert.ok(pid)
        const read = site.exabgp.commands().length

        site.exabgp.freeze()
        for (let flap = 0; flap < 5; flap += 1) {
          await weigh('web2', 0)
          await weigh('web1', 0)
          await weigh('web1', 100)
          await weigh('web2', 100)
        }
        await weigh('web2', 0)
        const messages = site.log().map(({ message }) => message)
        const first = messages.findIndex((message) => message.startsWith('many: tier 2'))
        assert.ok(first > 0)
        const sent = messages.slice(first).filter((message) => message.startsWith('sent: '))
        site.exabgp.thaw()
        await until('every route as it should be now', pathsOf(2))

        assert.ok(sent.length <= 1, `${sent.length} commands were sent to an ExaBGP that reads none`)
        const heard = site.exabgp.commands().slice(read).filter(isAboutRoutes)
        // Repeats for the neighbor that has just come up may be among them.
        assert.ok(heard.length <= sent.length + 2 * commandsForAll, `ExaBGP was told ${heard.length} commands`)
        assert.equal(site.helperPid(), pid)
        assert.deepEqual(
          site.log().flatMap(({ level, message }) => (level === 'error' ? [message] : [])),
          [],
        )
      },
      { lacking },
    )
  }
}
