// What does a record tell of a time, found out beside the process that it is for?
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { readRecord } from '../io/read-record.ts'
import { filesOf } from '../io/record-files.ts'
import { Past } from '../record/past.ts'

// Of this thread alone, on Linux. Who may not is as fast as the others.
try {
  setPriority(19)
} catch {}

const { record, from, to }: { readonly record: string; readonly from: number; readonly to: number } = workerData
const past = new Past(to)
const found = await filesOf(record)
const problem = found.ok ? await readRecord(found.files, past, { from, to }) : found.problem
// One after the other, so that none takes long to be taken in.
for (const service of past.services()) parentPort?.postMessage({ service })
parentPort?.postMessage({ feed: past.feed, problem })
