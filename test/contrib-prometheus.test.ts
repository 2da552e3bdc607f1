// Do the rules for Prometheus speak of metrics that exist, and does each alert have its cases and its paragraph?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { families } from '../lib/status/metrics/families.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

type Rule = {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: { readonly severity?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

const groups: readonly { readonly rules: readonly Rule[] }[] = parse(read('contrib/prometheus/exabgp-haproxy.rules.yml')).groups
const rules = groups.flatMap((group) => group.rules)
const alerts = rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]))
const cases: readonly { readonly name: string; readonly input_series: readonly { readonly series: string }[] }[] = parse(
  read('contrib/prometheus/exabgp-haproxy.test.yml'),
).tests

/** Metrics of node_exporter and of Prometheus itself. */
const foreign = ['up', 'node_textfile_mtime_seconds']

const named = (expr: string): readonly string[] =>
  [...expr.replace(/"[^"]*"/g, '').matchAll(/(?<![:\w])(exabgp_haproxy_\w+|process_\w+|node_\w+|up)(?=[{[\s)]|$)/g)].map(([name]) => name)

const exists = (name: string): boolean =>
  foreign.includes(name) || families.some((family) => family.name === name || `${family.name}_bucket` === name)

test('every expression, and every series of a case, names metrics that the program has', () => {
  const all = [...rules.map(({ expr }) => expr), ...cases.flatMap(({ input_series }) => input_series.map(({ series }) => series))]
  const names = all.flatMap(named)
  assert.ok(names.length > 50)
  assert.deepEqual(
    names.filter((name) => !exists(name)),
    [],
  )
})

test('every alert has a severity, a summary, a description, and a paragraph that says what to look at and what to do', () => {
  assert.ok(alerts.length >= 18)
  const operating = read('OPERATING.md')
  for (const { alert, labels, annotations } of alerts) {
    assert.match(labels?.severity ?? '', /^(critical|warning|info)$/, alert)
    assert.ok(annotations?.summary && annotations.description, alert)
    assert.equal(annotations.runbook_url, `OPERATING.md#${alert.toLowerCase()}`)
    const paragraph = operating.split(`### ${alert}\n`)[1]?.split('\n')[0] ?? ''
    assert.match(paragraph, /\. Look at: .+\. Do: .+\.$/, alert)
  }
})

type Inhibition = { readonly source_matchers: readonly string[]; readonly target_matchers: readonly string[] }

test('every inhibition is of alerts that exist, and never of a critical one by a lesser one', () => {
  const inhibitions: readonly Inhibition[] = parse(read('contrib/prometheus/alertmanager.yml')).inhibit_rules
  assert.ok(inhibitions.length >= 4)
  for (const { source_matchers, target_matchers } of inhibitions) {
    const [sources, targets] = [matched(source_matchers), matched(target_matchers)]
    assert.ok(sources.length > 0 && targets.length > 0, String(source_matchers))
    assert.ok(sources.every(({ labels }) => labels?.severity === 'critical'))
    assert.ok(sources.every(({ alert }) => !targets.some((target) => target.alert === alert)))
  }
})

// Every name that a pattern spells out is one of an alert.
const matched = (matchers: readonly string[]) => {
  const patterns = matchers.flatMap((one) => {
    const [, operator = '', pattern = ''] = /^alertname(=~|!~|!=|=)"(.*)"$/.exec(one) ?? []
    return operator === '' ? [] : [{ negated: operator.startsWith('!'), matches: new RegExp(`^(?:${pattern})$`), pattern }]
  })
  for (const { pattern } of patterns)
    for (const name of /\((.*)\)/.exec(pattern)?.[1]?.split('|') ?? [])
      assert.ok(
        alerts.some(({ alert }) => alert === `ExabgpHaproxy${name}`),
        `${name} is no alert`,
      )
  return alerts.filter(({ alert }) => patterns.every(({ negated, matches }) => matches.test(alert) !== negated))
}

test('every alert has a case in which it fires, and one in which it is silent', () => {
  const wanted = alerts.flatMap(({ alert }) => {
    const name = alert.replace('ExabgpHaproxy', '')
    return name === 'Watchdog' ? [`${name} fires`] : [`${name} fires`, `${name} is silent`]
  })
  const found = cases.map(({ name }) => name)
  assert.deepEqual(
    wanted.filter((name) => !found.includes(name)),
    [],
  )
})
