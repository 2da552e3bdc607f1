// How does the page come to know what was before this process, at no risk to what is announced?
import { Worker } from 'node:worker_threads'
import { isGreeted } from '../exabgp/phase.ts'
import { startDeadline } from '../io/deadline.ts'
import type { Logger } from '../io/logger.ts'
import type { EarlierService } from '../status/earlier.ts'
import type { Happened } from '../status/feed.ts'
import { ranges } from '../status/page/range.ts'
import type { StatusTeller } from './status-handlers.ts'

type Reader = Pick<StatusTeller, 'state' | 'recordPath' | 'changes' | 'history'> & { readonly log: Logger }

const lookEveryMs = 250
/** From then on it waits for services no longer that are still pending, nor for a record. */
const latestAfterMs = 10_000
const withinMs = 60_000
const mostMegabytes = 256

/** Once everything has a verdict: in a thread of its own, as a record may take seconds. */
export const readPast = (reader: Reader): void => {
  let waitedMs = 0
  const timer = setInterval(() => {
    waitedMs += lookEveryMs
    const [record, isLate] = [reader.recordPath(), waitedMs >= latestAfterMs]
    if (!isLate && (record === undefined || !isSettled(reader))) return
    clearInterval(timer)
    if (record !== undefined) readApart(record, reader)
  }, lookEveryMs)
  timer.unref()
}

const isSettled = ({ state }: Reader): boolean => {
  const { exabgp, services } = state()
  return isGreeted(exabgp.phase) && services.every(({ verdict }) => verdict !== 'pending')
}

/** `feed`, and what is wrong, come at the end. */
type Told = { readonly service?: EarlierService; readonly feed?: readonly Happened[]; readonly problem?: string }

const readApart = (record: string, { history, changes, log }: Reader): void => {
  const say = (reason: string): void =>
    log({ level: 'info', message: `the page may lack what was before the start: ${reason}`, fields: { event: 'record' } })
  try {
    const worker = new Worker(place, {
      workerData: { record, from: history.since - ranges['7d'], to: history.since },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    const callOff = startDeadline(withinMs, () => {
      say(`${record} was not read within ${withinMs / 1000} s`)
      void worker.terminate()
    })
    worker.on('message', ({ service, feed, problem }: Told) => {
      if (service !== undefined) history.earlier.set(service.name, service)
      if (feed !== undefined) {
        history.earlierFeed.push(...feed)
        changes.tell()
      }
      if (problem !== undefined) say(problem)
    })
    worker.on('error', ({ message }) => say(message))
    worker.on('exit', callOff)
    worker.unref()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
}

// Beside the program's other files, or beside this one as long as it is no bundle.
const place = new URL(import.meta.url.endsWith('.ts') ? './past-reader.ts' : '../past-reader.js', import.meta.url)
