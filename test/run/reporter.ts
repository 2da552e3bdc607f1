// How do the results of one test file reach the runner? As JSON lines on file descriptor 3, so that whatever the tests print stays apart.
import { writeSync } from 'node:fs'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { Result } from './summary.ts'

export type Report = Omit<Result, 'file'>

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const titles: string[] = []
  for await (const event of source) {
    if (event.type === 'test:start') titles.splice(event.data.nesting, Number.POSITIVE_INFINITY, event.data.name)
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const title = [...titles.slice(0, event.data.nesting), event.data.name].join(' > ')
    const result = read(event, title)
    if (result !== undefined) writeSync(3, `${JSON.stringify(result)}\n`)
  }
  yield ''
}

/** A suite, and a test that only failed because a part of it did, is not counted beside its parts. */
const read = ({ type, data }: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>, title: string): Report | undefined => {
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
