// Do servers whose names HAProxy resolves count once they are resolved, and is a reload no failure meanwhile?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import { nodeProgram } from './kit/node-program.ts'
import { enoughPolls } from './kit/polls.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const vip = '9.9.9.9/32'
const tiers = [{ capacity: '100%' }, { capacity: '1%', prepend: 1 }]
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }], tiers } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

const resolvers = `
resolvers local
  nameserver one 127.0.0.1:5353
  resolve_retries 1
  timeout resolve 100ms
  timeout retry 100ms
  hold valid 100ms
  hold nx 100ms
  hold obsolete 100ms
`

/** Four places for servers, whoever has the name. */
const withTemplate = (site: Site): string =>
  haproxyConfig(site, { more: resolvers }).replace(
    /( {2}server .*\n)+/,
    '  server-template web 4 web.test:8080 check inter 100ms fall 2 rise 2 resolvers local init-addr none\n',
  )

/** The same behind servers that track its own. */
const withTrackers = (site: Site): string =>
  `${withTemplate(site)}
backend tracking
${[1, 2, 3, 4].map((index) => `  server t${index} 127.0.1.${index}:8080 track http_back/web${index}`).join('\n')}
`

onEachHaproxy(
  'a template counts what its name resolves to: not its empty slots, nor a reload before that, but a name that is gone',
  async (run, haproxyCommand) => {
    const site = await Site.prepare(run, { webs: ['web1', 'web2'], haproxyCommand, haproxy: withTemplate, services, defaults })
    const file = site.node.path('addresses')
    const resolvesTo = (...addresses: readonly string[]): void => writeFileSync(file, addresses.map((one) => `${one}\n`).join(''))
    resolvesTo('127.0.1.1', '127.0.1.2')
    const names = site.node.program('names', nodeProgram(run.folder, 'name-server', '5353', file))
    names.start()
    await Promise.all([site.peer().start(), names.log.waitFor(/^listening$/), ...site.webs.map((web) => web.start())])
    await site.haproxy.start()
    await site.exabgp.start()
    await site.peer().waitForRoute(vip)
    for (const _ of [1, 2, 3]) {
      await site.haproxy.reload()
      await enoughPolls(site.haproxy)
    }
    assert.deepEqual(toldAnew(site.peer(), vip), ['65010'])

    await site.web('web2').stop()
    await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 2)
    resolvesTo('127.0.1.1')
    await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1)
    resolvesTo()
    await site.peer().waitForNoRoute(vip)
    resolvesTo('127.0.1.1')
    await site.peer().waitForRoute(vip)
    assert.deepEqual(toldAnew(site.peer(), vip), ['65010', '65010 65010', '65010', 'withdraw', '65010'])
  },
)

onEachHaproxy(
  'a reload before names resolve, and a name that is gone, is to servers that track the template what it is to its own: no failure, and no drain',
  async (run, haproxyCommand) => {
    const tracking = { vips: [vip], checks: [{ backend: 'tracking' }], drain: { for: '60s', prepend: 3 } }
    const site = await Site.prepare(run, { webs: ['web1'], haproxyCommand, haproxy: withTrackers, services: { web: tracking }, defaults })
    const file = site.node.path('addresses')
    writeFileSync(file, '127.0.1.1\n')
    const names = site.node.program('names', nodeProgram(run.folder, 'name-server', '5353', file))
    names.start()
    await Promise.all([site.peer().start(), names.log.waitFor(/^listening$/), site.web('web1').start()])
    await site.haproxy.start()
    await site.exabgp.start()
    await site.peer().waitForRoute(vip)
    await names.stop()
    await site.haproxy.reload()
    await enoughPolls(site.haproxy)
    await enoughPolls(site.haproxy)
    assert.deepEqual(toldAnew(site.peer(), vip), ['65010'])

    names.start()
    await site.haproxy.waitForStatus('http_back', 'web1', /^UP/)
    await enoughPolls(site.haproxy)
    writeFileSync(file, '')
    await site.peer().waitForNoRoute(vip)
    assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw'])
  },
)
