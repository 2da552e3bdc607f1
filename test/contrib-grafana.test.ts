// Are the dashboards in the form that Grafana's provisioning takes, and of metrics that exist?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { families } from '../lib/status/metrics/families.ts'
import { dashboards, expressionsIn } from './dashboards.ts'

const named = (expr: string): readonly string[] =>
  [...expr.replace(/"[^"]*"/g, '').matchAll(/(?<![:\w])(exabgp_haproxy_\w+|process_\w+)(?=[{[\s)]|$)/g)].map(([name]) => name)

const exists = (name: string): boolean =>
  families.some((family) => family.name === name || ['_bucket', '_sum', '_count'].some((suffix) => family.name + suffix === name))

for (const { name, dashboard } of dashboards) {
  test(`every expression of ${name} names metrics that the program has, and asks a state set for its 1`, () => {
    const expressions = expressionsIn(dashboard)
    assert.ok(expressions.length >= 11)
    for (const expr of expressions) {
      assert.ok(named(expr).length > 0, expr)
      assert.deepEqual(
        named(expr).filter((one) => !exists(one)),
        [],
        expr,
      )
      for (const [, rest = ''] of expr.matchAll(/exabgp_haproxy_service_(?:state|waiting|traffic)\{[^}]*\}(.{0,5})/g))
        assert.equal(rest, ' == 1', expr)
    }
  })

  test(`${name} is as provisioning takes it: no import form, one variable for the data source, nothing overlaps`, () => {
    assert.ok(!('__inputs' in dashboard) && dashboard.id === null && dashboard.uid.startsWith('exabgp-haproxy-'))
    assert.equal(dashboard.schemaVersion, 36)
    assert.deepEqual(dashboard.templating.list[0]?.type, 'datasource')
    const sources = dashboard.panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((target) => target.datasource)])
    for (const { type, uid } of sources) assert.match(`${type} ${uid}`, /^prometheus \$\{datasource\}$/)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    )
    assert.equal(new Set(cells).size, cells.length)
    assert.ok(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24))
  })
}
