// What of an exabgp.conf is changed, and what stays as it stands?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planOf } from '../../lib/migrate/plan.ts'
import { changedConf, yamlOf } from '../../lib/migrate/written.ts'

/** The YAML of each group, and the text that exabgp.conf gets. */
const changedFrom = (text: string) => {
  const plan = planOf(text, { files: new Map(), loopback: [] }, [])
  assert.ok(plan.ok)
  const changed = changedConf(text, plan.value, (name) => `ours ${name}`)
  assert.ok(changed.ok)
  return { yamls: plan.value.groups.map((group) => yamlOf(group, 'exabgp.conf')), changed: changed.value }
}

const run = (number: number): string => `run exabgp healthcheck --ip 192.0.2.${number};`

describe('an exabgp.conf that is changed', () => {
  it('runs what stands last in a process block, as ExaBGP does, and nothing else is left in it', () => {
    const { yamls, changed } = changedFrom(`process a {\n    ${run(1)}\n    ${run(2)} ${run(3)}\n    # it\n    encoder text;\n}\n`)
    assert.match(yamls[0] ?? '', /vips: \["?192\.0\.2\.3\/32"?\]/)
    assert.equal(changed, 'process a {\n    run ours a;\n    # it\n    encoder text;\n}\n')
  })

  it('keeps what stands around a process that goes', () => {
    const blocks = [1, 2].map((number) => `process p${number} { ${run(number)} encoder text; }`)
    assert.equal(
      changedFrom(`# one\n${blocks[0]}\n\n  ${blocks[1]}\n\n# two\n`).changed,
      '# one\nprocess p1 { run ours p1; encoder text; }\n\n# two\n',
    )
    assert.equal(changedFrom(`${blocks[0]} ${blocks[1]} # two`).changed, 'process p1 { run ours p1; encoder text; }  # two')
  })
})
