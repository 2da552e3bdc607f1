// Does each process of a machine have files of its own?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptConfigPlace } from '../../lib/daemon/state-place.ts'

test('of two processes with one configuration, each with a state file of its own, each keeps its own last good one', () => {
  const place = (stateFile?: string) =>
    keptConfigPlace(
      {
        file: '/etc/exabgp/one.yaml',
        flags: stateFile === undefined ? {} : { 'state-file': { label: '--state-file', values: [stateFile] } },
      },
      { env: {}, root: true },
    )
  const places = [place(), place('/run/a.json'), place('/run/b.json')]
  assert.equal(new Set(places).size, 3)
  assert.equal(place('/run/a.json'), places[1])
  for (const one of places) assert.match(one, /^\/run\/exabgp-haproxy\/one\.yaml-\S+\.config$/)
})
