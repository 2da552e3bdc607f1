// Which processes of an exabgp.conf become one, whoever hears them?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planOf } from '../../lib/migrate/plan.ts'

/** The processes of each group, and the differences that are told of who hears them. */
const groupsOf = (names: readonly string[], ...apis: readonly string[]) => {
  const processes = names.map((name, index) => `process ${name} { run exabgp healthcheck --ip 192.0.2.${index + 1}; encoder text; }\n`)
  const neighbors = apis.map((api, index) => `neighbor 10.0.0.${index + 1} { api { ${api}; } }\n`)
  const plan = planOf([...processes, ...neighbors].join(''), { files: new Map(), loopback: [] }, [])
  assert.ok(plan.ok)
  return {
    groups: plan.value.groups.map((group) => group.processes.map(({ process }) => process.name)),
    told: plan.value.differences.filter(({ id }) => id === 'processes-match').map(({ text }) => text),
  }
}

describe('processes that become one', () => {
  it('are those that the same neighbors hear by processes-match', () => {
    const names = ['a1', 'a2', 'b1', 'web.b']
    for (const [expressions, groups] of [
      [
        ['"^a"', '"^b"'],
        [['a1', 'a2'], ['b1'], ['web.b']],
      ],
      [['"[a-b]\\\\d$"'], [['a1', 'a2', 'b1'], ['web.b']]],
      [
        ['"(a|b)1"', '".*b"'],
        [['a1'], ['a2'], ['b1'], ['web.b']],
      ],
      [
        ['".+"', '"web\\\\.b"'],
        [['a1', 'a2', 'b1'], ['web.b']],
      ],
      [['1'], [['a1', 'a2', 'b1', 'web.b']]],
    ] as const) {
      const apis = expressions.map((expression) => `processes-match [ ${expression} ]`)
      assert.deepEqual(groupsOf(names, ...apis), { groups, told: [] }, apis.join())
    }
  })

  it('share nothing where only Python can tell who hears them, and that is said', () => {
    const { groups, told } = groupsOf(['a', 'b', 'c'], 'processes-match [ "(?i)A" ]', 'processes [ a, b, c ]')
    assert.deepEqual(groups, [['a'], ['b'], ['c']])
    assert.match(told[0] ?? '', /^whether processes-match \[ \(\?i\)A \] of neighbor 10\.0\.0\.1 means it cannot be told here/)
    for (const expression of ['(?P<x>a)', 'a*+', 'a\\\\Z', '[[:alpha:]]', '(', 'a{,3}'])
      assert.equal(groupsOf(['a'], `processes-match [ "${expression}" ]`).told.length, 1, expression)
  })

  it('follow the last list of an api, as it does', () => {
    assert.deepEqual(groupsOf(['a', 'b'], 'processes [ a, b ]; processes [ a ]').groups, [['a'], ['b']])
  })
})
