// How is a reload asked for over the control socket, and what is answered?
import * as v from 'valibot'
import { parseDuration } from '../config/values/duration.ts'
import { type Asked, failure, type Handler, type Handlers, type Reply } from '../io/control-handlers.ts'
import type { ReloadResult } from './reload-wish.ts'
import type { Reloading } from './reloading.ts'

const author = v.optional(v.pipe(v.string(), v.maxLength(100)), 'somebody')
const flag = v.optional(v.boolean(), false)

const order = v.strictObject({ author })

const wish = v.strictObject({
  author,
  dryRun: flag,
  force: flag,
  replace: flag,
  revertIn: v.exactOptional(v.string()),
  abortOn: v.exactOptional(v.literal('worse')),
})

/** A file of thousands of services takes seconds to read, on a busy machine many; whoever waits has to hear what came of it. */
const withinMs = 30_000

const patient = (handler: Handler): Handler => Object.assign(handler, { withinMs })

/** The shortest time in which somebody can confirm. */
const leastMs = 1000

/** `POST /v1/reload`, `/v1/confirm` and `/v1/undo`. What the client says of its author is its claim. */
export const reloadHandlers = ({ reload, confirm, undo }: Reloading): Handlers => ({
  'POST /v1/reload': patient(async ({ body }: Asked): Promise<Reply> => {
    const read = v.safeParse(wish, body)
    if (!read.success) return failure(400, `Expected ${Object.keys(wish.entries).join(', ')}`)
    const { author: by, revertIn, abortOn, ...flags } = read.output
    const time = revertIn === undefined ? undefined : parseDuration(revertIn, leastMs)
    if (time?.ok === false) return failure(400, `revertIn: Expected ${time.expected}`)
    return reply(await reload({ by, ...flags, ...(time && { revertInMs: time.value }), abortOnWorse: abortOn === 'worse' }))
  }),
  'POST /v1/confirm': ({ body }: Asked) => orderly(body, confirm),
  'POST /v1/undo': patient(({ body }: Asked) => orderly(body, undo)),
})

const orderly = async (body: unknown, give: (by: string) => Promise<ReloadResult>): Promise<Reply> => {
  const read = v.safeParse(order, body)
  return read.success ? reply(await give(read.output.author)) : failure(400, 'Expected author')
}

const statuses = { reloaded: 200, same: 200, planned: 200, confirmed: 200, undone: 200, broken: 422, refused: 409 } as const

const reply = (result: ReloadResult): Reply => ({ status: statuses[result.outcome], body: result })
