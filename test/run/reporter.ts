// How do the results of one test file reach the runner? As JSON lines on file descriptor 3, so that whatever the tests print stays apart.
import { writeSync } from 'node:fs'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { Result } from './summary.ts'

export type Report = Omit<Result, 'file'>

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const titles: string[] = []
  let latest: Report | undefined
  for await (const event of source) {
    if (event.type === 'test:start') titles.splice(event.data.nesting, Number.POSITIVE_INFINITY, event.data.name)
    // What a test has to say about its failure comes after it, and what comes after the plan is about the whole.
    if (event.type === 'test:diagnostic' && latest?.outcome === 'failed') {
      latest = { ...latest, detail: `${latest.detail}\n${event.data.message}` }
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail' && event.type !== 'test:plan') continue
    write(latest)
    latest = event.type === 'test:plan' ? undefined : read(event, [...titles.slice(0, event.data.nesting), event.data.name].join(' > '))
  }
  yield ''
}

const write = (report: Report | undefined): void => {
  if (report !== undefined) writeSync(3, `${JSON.stringify(report)}\n`)
}

/** A suite, and a test that only failed because a part of it did, is not counted beside its parts. */
type Ending = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>

const read = ({ type, data }: Ending, title: string): Report | undefined => {
  const durationMs = data.details.duration_ms
  if (type === 'test:fail') {
    const { error } = data.details
    if ('failureType' in error && error.failureType === 'subtestsFailed') return undefined
    return { title, outcome: 'failed', detail: inspect(error.cause ?? error), durationMs }
  }
  const skip = data.skip ?? data.todo
  if (skip !== undefined && skip !== false)
    return { title, outcome: 'skipped', detail: skip === true ? 'no reason given' : skip, durationMs }
  return data.details.type === 'suite' ? undefined : { title, outcome: 'passed', detail: '', durationMs }
}
