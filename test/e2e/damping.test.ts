// Does a router that damps routes go on using a VIP whose service flaps with our damping on, and stop using the same without?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { Site } from './kit/site.ts'
import { until } from './kit/wait.ts'

const damped = '9.9.9.9/32'
const undamped = '9.9.9.10/32'
const checks = [{ backend: 'http_back' }]

e2e('a router with damping uses a damped service as soon as it is back, and refuses one that came back too soon', async (run) => {
  const site = await Site.start(run, {
    services: {
      damped: { vips: [damped], checks, damping: { 'half-life': '1m', suppress: 1800, reuse: 1700, longest: '5m' } },
      undamped: { vips: [undamped], checks },
    },
    defaults: { interval: '200ms', 'fast-interval': '50ms', rise: 1, fall: 1 },
  })
  const router = site.peer()
  await router.frr.run('configure terminal', 'router bgp 65515', 'address-family ipv4 unicast', 'bgp dampening 1 1700 1800 4')
  // What is only said once more changes nothing.
  const verb = ({ text }: { readonly text: string }) => /announce|withdraw/.exec(text)?.[0]
  const linesOf = (vip: string) => {
    const lines = site.sentLines().filter(({ text }) => text.includes(vip))
    return lines.filter((line, index) => verb(line) !== (index === 0 ? undefined : verb(lines[index - 1] ?? line)))
  }
  const said = (vip: string, count: number) => until(`${count} lines for ${vip}`, () => linesOf(vip).length >= count, { within: 60_000 })
  // A router that damps keeps the history of what was withdrawn in its table.
  const uses = async (vip: string) => (await router.frr.table('ipv4')).get(vip)?.some(({ best }) => best) ?? false
  const usesNone = () => until('the router to use neither', async () => !(await uses(damped)) && !(await uses(undamped)))
  await Promise.all([router.waitForRoute(damped), router.waitForRoute(undamped)])

  for (const lines of [2, 4]) {
    await site.haproxy.command('set server http_back/web1 state maint')
    await Promise.all([said(undamped, lines), said(damped, lines)])
    await usesNone()
    await site.haproxy.command('set server http_back/web1 state ready')
    await said(undamped, lines + 1)
    if (lines === 2) await said(damped, lines + 1)
  }
  await until('the router to damp the service that is not', async () => {
    const [paths = ''] = await router.frr.run('show bgp ipv4 unicast dampening dampened-paths')
    return paths.includes(undamped)
  })
  assert.equal(await uses(undamped), false)

  await said(damped, 5)
  await router.waitForRoute(damped, undefined, { within: 3000 })
  assert.match(linesOf(damped).at(-1)?.text ?? '', /^announce/)
})
