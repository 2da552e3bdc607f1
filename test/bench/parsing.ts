// How many rows of HAProxy's statistics are read in a second, compared with parsers that know nothing of them?
import { readSocketAnswer } from '../../lib/haproxy/answer.ts'
import { statisticsRequest } from '../../lib/haproxy/request.ts'
import { ask } from '../e2e/kit/unix-socket.ts'
import type { Measure } from './kit/bench.ts'
import { crowded, startCrowd } from './kit/crowd.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const haproxy = await startCrowd(await run.namespace('node'))
  const text = (await ask(haproxy.socket, statisticsRequest(watch))).toString('latin1')
  await haproxy.kill()
  const rows = split(text)
  const json = JSON.stringify(rows)
  const readers: readonly Reader[] = [
    { subject: floor, read: () => split(text), samples: [] },
    { subject: 'ours: the columns that count, judged whole, by backend', read: () => snapshotIn(text), samples: [] },
    { subject: peer, read: () => JSON.parse(json), samples: [] },
  ]
  const count = rounds(200, 50)
  say(`parsing: ${count} rounds of ${rows.length} rows`)
  for (let round = -warmUp; round < count; round++)
    for (const { read, samples } of readers) {
      const tookMs = took(read)
      if (round >= 0) samples.push(rows.length / tookMs)
    }
  const title = `a snapshot of ${rows.length.toLocaleString('en')} rows is parsed`
  return [{ title, unit: 'thousand rows/s', rows: readers, floor, peer }]
}

type Reader = { readonly subject: string; readonly read: () => unknown; readonly samples: number[] }

const floor = 'the floor: the same text split at every line and comma'
const peer = 'JSON.parse of the same rows'

/** Rounds before the first that counts, in which everything is compiled. */
const warmUp = 5

const watch = { backends: crowded, frontends: [] }

const took = (work: () => unknown): number => {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** Every row below the header, as all of its columns. */
const split = (text: string): readonly (readonly string[])[] =>
  text
    .slice(text.indexOf('\n', text.indexOf('# pxname,')) + 1)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))

const snapshotIn = (text: string): unknown => {
  const answer = readSocketAnswer(text, watch)
  if (answer.kind !== 'snapshot') throw new Error(`Expected a snapshot, got ${answer.kind}`)
  return answer
}
