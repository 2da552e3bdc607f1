// How is it written what is run when something has changed?
import * as v from 'valibot'
import { hookEvents } from '../values/hook-events.ts'
import { duration } from './cadence.ts'
import { written } from './checks/command.ts'
import { meanings } from './meanings.ts'
import { key, list, map, needed, oneOf } from './shape.ts'

const hookSchema = map({
  on: key(meanings.hookOn, list('at least one event', oneOf(hookEvents), /[\s,]+/)),
  run: needed(meanings.hookRun, written),
  timeout: key(meanings.hookTimeout, duration(100)),
})

/** What stands under `hooks`, at the top and in a service. */
export const hooksSchema = v.pipe(v.array(hookSchema, 'a list of hooks'), v.minLength(1, 'at least one hook'))

export type WrittenHooks = v.InferOutput<typeof hooksSchema>
