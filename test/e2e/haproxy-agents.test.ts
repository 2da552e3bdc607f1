// Is the verdict of an agent heard, kept over a reload, and told from an order by hand?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import { nodeProgram } from './kit/node-program.ts'
import { enoughPolls } from './kit/polls.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const vip = '9.9.9.9/32'
const drain = { prepend: 3, for: '60s' }
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }], drain } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }
const check = 'inter 100ms fall 2 rise 2 agent-check agent-addr 127.0.0.1 agent-port 9001 agent-inter 100ms'
const [announced, drained] = ['65010', '65010 65010 65010 65010']

const startWithAgent = async (run: Parameters<typeof Site.prepare>[0], haproxyCommand: readonly string[]) => {
  const site = await Site.prepare(run, { haproxyCommand, haproxy: (it) => haproxyConfig(it, { check }), services, defaults })
  const file = site.node.path('agent.txt')
  const says = (words: string): void => writeFileSync(file, words)
  says('up 100%')
  const agent = site.node.program('agent', nodeProgram(run.folder, 'agent', '9001', file))
  agent.start()
  await Promise.all([site.peer().start(), site.web().start(), agent.log.waitFor(/^listening$/)])
  await site.haproxy.start()
  await site.exabgp.start()
  await site.peer().waitForRoute(vip)
  return { site, says }
}

onEachHaproxy(
  'an agent that says down, or puts its server away, withdraws, whatever it had said before a reload',
  async (run, haproxyCommand) => {
    const { site, says } = await startWithAgent(run, haproxyCommand)
    for (const [word, back] of [
      ['down', 'up 100%'],
      ['maint', 'ready up 100%'],
      ['drain', 'ready up 100%'],
    ] as const) {
      says(word)
      await site.peer().waitForNoRoute(vip)
      await site.haproxy.reload()
      await site.haproxy.waitForStatus('http_back', 'web1', word === 'down' ? 'DOWN (agent)' : /^(MAINT|DRAIN)/)
      await enoughPolls(site.haproxy)
      says(back)
      await site.peer().waitForRoute(vip)
    }
    assert.deepEqual(toldAnew(site.peer(), vip), [announced, 'withdraw', announced, 'withdraw', announced, 'withdraw', announced])
    await site.waitForLog(/^web: down, withdrawing its VIPs: .*\(web1 DOWN agent L7STS\)$/)
  },
)

onEachHaproxy('a server with an agent is drained by hand, as any', async (run, haproxyCommand) => {
  const { site } = await startWithAgent(run, haproxyCommand)
  for (const state of ['maint', 'drain']) {
    await site.haproxy.command(`set server http_back/web1 state ${state}`)
    await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 4)
    await site.haproxy.command('set server http_back/web1 state ready')
    await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1)
  }
  assert.deepEqual(toldAnew(site.peer(), vip), [announced, drained, announced, drained, announced])
})
