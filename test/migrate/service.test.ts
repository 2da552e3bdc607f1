// Which service does one `exabgp healthcheck` become?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfig } from '../../lib/config/read.ts'
import { planOf } from '../../lib/migrate/plan.ts'
import { yamlOf } from '../../lib/migrate/written.ts'

/** The services of the only configuration, and the differences by their names. */
const movedFrom = async (words: string, launcher = '/usr/bin/python3 -m exabgp healthcheck') => {
  const plan = planOf(`process a { run ${launcher} --ip 192.0.2.1 ${words}; }`, { files: new Map(), loopback: [] }, [])
  assert.ok(plan.ok)
  const { groups, differences, left } = plan.value
  const [group] = groups
  const told = new Map(differences.map(({ id, text }) => [id, text]))
  if (group === undefined) return { services: [], told, left }
  const read = await readConfig({ file: { name: 'a', text: yamlOf(group, 'exabgp.conf') }, flags: {} })
  assert.ok(read.ok)
  assert.deepEqual(read.warnings, [])
  return { services: read.config.services, hooks: read.config.hooks, told, left }
}

describe('the service that one healthcheck becomes', () => {
  it('counts a command that is not there, or may not run, as failed, as that did', async () => {
    for (const [words, unknown] of [
      ['--command /mnt/nfs/check', 'down'],
      ['--command /mnt/nfs/check --withdraw-on-down', 'down'],
      ['', 'hold'],
      ['--command ""', 'hold'],
    ] as const) {
      const { services } = await movedFrom(words)
      assert.deepEqual(
        services.map((service) => service.unknown),
        [unknown],
        words,
      )
    }
  })
})
