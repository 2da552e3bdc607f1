// Does a site see what is really said: on the pipe, on the wire, in the router's table?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { e2e } from './kit/e2e.ts'
import { nodeProgram } from './kit/node-program.ts'
import type { Run } from './kit/run.ts'
import { Site, type SiteOptions } from './kit/site.ts'

const saying = async (run: Run, lines: readonly string[], options: SiteOptions = {}): Promise<Site> => {
  const path = `${run.folder}/lines`
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  return Site.start(run, { webs: [], ...options, command: () => nodeProgram(run.folder, 'say-lines', path) })
}

const dualStack = [{ over: 'ipv4' }, { over: 'ipv6' }] as const

e2e('announcements of both families and their attributes read the same on the pipe, on the wire and in the table', async (run) => {
  const attributes =
    'as-path [ 65010 65010 ] med 7 community [ 65010:1 65535:0 ] large-community [ 65010:2:3 ] extended-community [ target:65010:4 ]'
  const lines = [
    `announce route 192.0.2.1/32 next-hop 10.1.0.1 ${attributes}`,
    `announce route 2001:db8::1/128 next-hop fd00:1::1 ${attributes}`,
  ]
  const site = await saying(run, lines, { peers: [{ name: 'r1', sessions: dualStack }] })
  const table = [await site.peer().waitForRoute('192.0.2.1/32'), await site.peer().waitForRoute('2001:db8::1/128')]
  const said = { asPath: [65010, 65010], med: 7, communities: ['65010:1', '65535:0'], largeCommunities: ['65010:2:3'] }

  assert.deepEqual(site.sent(), lines)
  assert.deepEqual(
    table.map(({ asPath, med, communities, largeCommunities }) => ({ asPath, med, communities, largeCommunities })),
    [said, said],
  )
  assert.deepEqual(
    site
      .peer()
      .history()
      .sort((a, b) => a.prefix.localeCompare(b.prefix))
      .map((event) => (event.kind === 'announce' ? { prefix: event.prefix, ...event.attributes } : event)),
    [
      { prefix: '192.0.2.1/32', nextHop: '10.1.0.1', origin: 'igp', ...said, extendedCommunities: ['0002fdf200000004'] },
      { prefix: '2001:db8::1/128', nextHop: 'fd00:1::1', origin: 'igp', ...said, extendedCommunities: ['0002fdf200000004'] },
    ],
  )
})

e2e('local-preference reaches an iBGP peer and no eBGP peer', async (run) => {
  const lines = ['announce route 192.0.2.1/32 next-hop self local-preference 300']
  const site = await saying(run, lines, { peers: [{ name: 'inside', kind: 'ibgp' }, { name: 'outside' }] })

  const [inside, outside] = await Promise.all([
    site.peer('inside').waitForRoute('192.0.2.1/32'),
    site.peer('outside').waitForRoute('192.0.2.1/32'),
  ])

  assert.deepEqual([inside.localPreference, inside.asPath], [300, []])
  assert.deepEqual([outside.localPreference, outside.asPath], [undefined, [65010]])
})

e2e('prefixes that share attributes come in one UPDATE, and the end of a session is not a withdrawal', async (run) => {
  const site = await saying(run, ['announce attributes next-hop self nlri 192.0.2.1/32 192.0.2.2/32'])
  await site.peer().waitForRoute('192.0.2.2/32')
  await site.exabgp.stop()
  await site.peer().waitForNoRoute('192.0.2.2/32')
  const events = site.peer().history()

  assert.deepEqual(events.map(({ kind, prefix }) => `${kind} ${prefix}`).sort(), ['announce 192.0.2.1/32', 'announce 192.0.2.2/32'])
  assert.equal(new Set(events.map(({ update }) => update)).size, 1)
  assert.deepEqual(
    site
      .peer()
      .sessionHistory()
      .map(({ state }) => state),
    ['established', 'down'],
  )
})
