// What does the reader of the statistics say of a socket that its user may not open?
import { chmodSync } from 'node:fs'
import * as v from 'valibot'
import { asSomebodyElse } from './somebody-else.ts'

export const readForbidden = async (path: string) => {
  chmodSync(path, 0)
  return v.parse(resultSchema, JSON.parse(await asSomebodyElse(program, import.meta.dirname, [path])))
}

const program = `
  import { createStatisticsReader } from '../../lib/io/statistics.ts'
  import { readSnapshot } from './snapshot.ts'
  const reader = createStatisticsReader({ kind: 'unix', path: process.argv[2] })
  const result = await readSnapshot(reader, { backends: ['b'], frontends: [] }, 2000)
  process.stdout.write(JSON.stringify(result))`

const resultSchema = v.object({ ok: v.literal(false), fault: v.object({ kind: v.literal('unreadable'), reason: v.string() }) })
