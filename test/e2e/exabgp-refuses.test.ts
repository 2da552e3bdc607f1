// What if ExaBGP refuses one prefix of many?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { builtCommand } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'

const vips = Array.from({ length: 49 }, (_, index) => `192.0.2.${index + 1}/32`)
const culprit = '192.0.2.27/32'
const others = vips.filter((vip) => vip !== culprit)

/** Our process, whose culprit reaches ExaBGP with bits beyond its length, which no ExaBGP takes. We never write such a thing ourselves. */
const spoiled = (site: Site): readonly string[] => {
  const script = site.node.path('spoiled.sh')
  const quoted = builtCommand(site.configPath).map((word) => `'${word}'`)
  writeFileSync(script, `#!/bin/sh\n${quoted.join(' ')} | sed --unbuffered 's#${culprit}#192.0.2.27/24#'\n`, { mode: 0o755 })
  return [script]
}

for (const { name, options, lacking } of [installed, await exabgpVersion('4.2.25'), await exabgpVersion('5.0')]) {
  e2e(
    `ExaBGP ${name}: a prefix that it refuses is found by halving, stays out alone, is tried again, and withdrawn as well`,
    async (run) => {
      const services = { web: { vips, checks: [{ backend: 'http_back' }] } }
      const site = await Site.start(run, { exabgp: options, services, command: spoiled })
      const { frr } = site.peer()
      await frr.waitForTable('all but the culprit', (table) => table.size === others.length && others.every((vip) => table.has(vip)))
      await site.waitForLog(/^ExaBGP refused "announce route /)

      site.web().fallIll()
      await frr.waitForTable('nothing', (table) => table.size === 0)
      await site.waitForLog(/^ExaBGP refused "withdraw route /)
      assert.deepEqual(
        [...new Set(site.log().flatMap(({ level, message }) => (level === 'error' ? [message.split(':')[0]] : [])))],
        [`ExaBGP refused "announce route ${culprit} next-hop self"`, `ExaBGP refused "withdraw route ${culprit}"`],
      )
    },
    { lacking },
  )
}
