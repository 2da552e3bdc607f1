// Do the metrics of several processes become one exposition that Prometheus takes?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { merged } from '../../../lib/status/metrics/merged.ts'

const up = (value: number) => `# HELP a_up Up.\n# TYPE a_up gauge\na_up ${value}\n`
const states = (service: string) => `# HELP a_state State.\n# TYPE a_state gauge\na_state{service="${service}",state="down"} 1\n`

test('each family stands once, with the samples of all, told apart by process', () => {
  const text = merged([
    { process: 'rhi', text: up(1) + states('web') },
    { process: 'a "b"', text: states('{x} 1') + up(0) },
  ])
  assert.equal(
    text,
    [
      '# HELP a_up Up.',
      '# TYPE a_up gauge',
      'a_up{process="rhi"} 1',
      'a_up{process="a \\"b\\""} 0',
      '# HELP a_state State.',
      '# TYPE a_state gauge',
      'a_state{process="rhi",service="web",state="down"} 1',
      'a_state{process="a \\"b\\"",service="{x} 1",state="down"} 1',
      '',
    ].join('\n'),
  )
})

test('a family that only one of them has is there all the same', () => {
  assert.match(
    merged([
      { process: 'one', text: up(1) },
      { process: 'two', text: states('web') },
    ]),
    /a_up\{process="one"\} 1\n# HELP a_state/,
  )
})
