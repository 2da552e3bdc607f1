// Is what a record tells of the past what happened, and nothing where nobody lived?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Past } from '../../lib/record/past.ts'
import { readRecordLine } from '../../lib/record/record.ts'
import { backend, config, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshots } from '../engine/worlds.ts'
import { recordOf } from './records.ts'

const start = 1_700_000_000_000

const settings = config([service({ name: 'web', checks: [backend('b', { rise: 1, fall: 1 })] })])

/** A run of 6 s in which the backend is down from 2 s to 4 s. */
const run = (name: string, beganAt: number, pieceLength?: number): readonly string[] => {
  const marks = (at: number): string => (at < 2000 || at >= 4000 ? '++' : '--')
  const simulation = new Simulation(settings, { exabgp: exabgp(), statistics: (at) => snapshots([['b', marks(at)]]) })
  simulation.until(6000)
  const lines = recordOf(simulation, settings, pieceLength, { run: name })
  return lines.map((line) => line.replace(/"time":(1700\d+)/, (_, time) => `"time":${Number(time) + beganAt}`))
}

const pastOf = (lines: readonly string[], until = Number.POSITIVE_INFINITY) => {
  const past = new Past(until)
  for (const line of lines) {
    const read = readRecordLine(line)
    if (read.kind === 'header') past.begin(read.header)
    else if (read.kind === 'event') past.take(read.event)
  }
  const [web] = past.services()
  return {
    points: web?.points.map(({ time, standing }) => `${Math.round((time - start) / 100) / 10} ${standing}`),
    transitions: web?.transitions.map(({ from, to }) => `${from} ${to}`),
  }
}

test('between two runs there is no data, and the second begins pending', () => {
  const { points, transitions } = pastOf([...run('a', 0), ...run('b', 60_000)])
  assert.deepEqual(points, [
    ...['0 pending', '0 announced', '2 down', '4 announced', '6 no-data'],
    ...['60 pending', '60 announced', '62 down', '64 announced', '66 no-data'],
  ])
  assert.deepEqual(transitions?.slice(3), ['pending announced', 'announced down', 'down announced'])
})

test('files of one run have no gap between them, and the first that is left says how it stood', () => {
  const lines = run('a', 0, 10)
  assert.deepEqual(pastOf(lines).points, ['0 pending', '0 announced', '2 down', '4 announced', '6 no-data'])
  const headers = lines.flatMap((line, index) => (line.includes('"record":') ? [index] : []))
  const left = pastOf(lines.slice(headers.at(1))).points
  assert.deepEqual([left?.[0]?.split(' ')[1], left?.slice(1)], ['announced', ['2 down', '4 announced', '6 no-data']])
})

test('nothing is told of what came later than was asked for', () => {
  const { points, transitions } = pastOf([...run('a', 0), ...run('b', 60_000)], start + 3000)
  assert.deepEqual(
    points?.map((point) => point.split(' ')[1]),
    ['pending', 'announced', 'down', 'no-data'],
  )
  assert.deepEqual(transitions, ['pending announced', 'announced down'])
})
