// How much does ExaBGP log because what is announced is refreshed?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const vips = Array.from({ length: 5 }, (_, index) => `192.0.2.${index + 1}/32`)
const ways = {
  'with neighbor-changes': 'processes [ rhi ]; neighbor-changes;',
  'without neighbor-changes': 'processes [ rhi ];',
}

for (const { name, options, lacking } of [await exabgpVersion('4.2.21'), await exabgpVersion('5.0')])
  for (const [how, api] of Object.entries(ways))
    e2e(
      `ExaBGP ${name}, ${how}: three refreshes of five VIPs that it lists make it log nothing, and a neighbor added by a reload is told each`,
      async (run) => {
        const site = await Site.start(run, {
          exabgp: { ...options, environment: { 'exabgp.log.level': 'INFO' } },
          peers: [{ name: 'old' }, { name: 'new' }],
          neighbors: ['old'],
          amend: (text) => text.replaceAll('processes [ rhi ];', api),
          config: (it) => ({ ...config(it, { web: { vips, checks: [{ backend: 'http_back' }] } }), exabgp: { refresh: '3s' } }),
        })
        await Promise.all(vips.map((vip) => site.peer('old').waitForRoute(vip)))
        const questions = (): number => site.log().filter(({ message }) => /^repeated: show adj-rib out/.test(message)).length
        const added = (): number => site.exabgp.program.log.texts().filter((text) => /\broute added to /.test(text)).length
        const refreshes = (count: number) => {
          const before = questions()
          return until(`${count} refreshes`, () => questions() >= before + count)
        }

        // The session comes up, which the first of them may find.
        await refreshes(2)
        const before = added()
        assert.ok(before >= vips.length)
        await refreshes(4)
        assert.equal(added(), before)

        await site.useNeighbors('old', 'new')
        await Promise.all(vips.map((vip) => site.peer('new').waitForRoute(vip)))
        await until('the log of it', () => added() > before)
        assert.deepEqual(
          site.log().filter(({ message }) => /^ExaBGP does not announce/.test(message)),
          [],
        )
      },
      { lacking },
    )
