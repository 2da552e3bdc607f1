// Is what a client sent an order, and which?
import * as v from 'valibot'
import { nearest } from '../config/problems/nearest.ts'
import { parseDuration } from '../config/values/duration.ts'
import { type DrainWish, longestReason } from '../policy/orders.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { parseExpiry } from './order-expiry.ts'

export type DrainRequest = {
  readonly services: readonly string[]
  readonly order: DrainWish
  readonly expireMs?: number
  /** How long the client waits for the withdraw. */
  readonly waitMs?: number
}

type Request = { readonly services: readonly string[]; readonly author: string }

/** Reads the body of an order to drain. `wall`: milliseconds since 1970. */
export const parseDrain = (body: unknown, known: readonly string[], wall: number): Parsed<DrainRequest> => {
  const read = v.safeParse(drainBody, body)
  if (!read.success) return wrongBody(read.issues)
  const services = servicesIn(read.output, known)
  if (!services.ok) return services
  const { author, reason, until, ...times } = read.output
  const forMs = timeIn('for', times.for, (text) => parseDuration(text, 0))
  const expireMs = timeIn('expire', times.expire, (text) => parseExpiry(text, wall))
  const waitMs = timeIn('wait', times.wait, (text) => parseDuration(text, 0))
  for (const time of [forMs, expireMs, waitMs]) if (!time.ok) return time
  const [lasts, ends, waits] = [forMs, expireMs, waitMs].map((time) => (time.ok ? time.value : undefined))
  const by = reason === stop ? 'stop' : 'operator'
  return parsed({
    services: services.value,
    order: { by, author, reason, ...(lasts !== undefined && { forMs: lasts }), ...(until === 'idle' && { sessions: 0 }) },
    ...(ends !== undefined && { expireMs: ends }),
    ...(waits !== undefined && { waitMs: waits }),
  })
}

/** Reads the body of an order that names services and nothing else. */
export const parseRequest = (body: unknown, known: readonly string[]): Parsed<Request> => {
  const read = v.safeParse(plainBody, body)
  if (!read.success) return wrongBody(read.issues)
  const services = servicesIn(read.output, known)
  return services.ok ? parsed({ services: services.value, author: read.output.author }) : services
}

/** The reason of an order that ends when ExaBGP is started again. */
const stop = 'stop'

const line = (most: number) => v.pipe(v.string('a text'), v.maxLength(most, `at most ${most} characters`))

const whom = {
  services: v.optional(v.array(v.string('names of services'), 'a list of services'), []),
  all: v.optional(v.boolean('true or false'), false),
  author: v.optional(line(100), 'nobody'),
}

const plainBody = v.strictObject(whom)

const drainBody = v.strictObject({
  ...whom,
  reason: v.optional(line(longestReason), ''),
  for: v.optional(v.string('a duration such as 30s')),
  until: v.optional(v.picklist(['idle'], 'idle')),
  expire: v.optional(v.string('a duration or a time')),
  wait: v.optional(v.string('a duration such as 30s')),
})

const wrongBody = (issues: readonly v.BaseIssue<unknown>[]) => {
  const [issue] = issues
  const path = issue === undefined ? '' : (v.getDotPath(issue) ?? '')
  if (issue?.type === 'strict_object' && path !== '') return expected(`no key "${path}"`)
  const text = issue?.message ?? 'an order'
  return expected(path === '' ? text : `${text} as ${path}, got ${JSON.stringify(issue?.input)}`)
}

const servicesIn = ({ services, all }: { readonly services: readonly string[]; readonly all: boolean }, known: readonly string[]) => {
  if (all && services.length > 0) return expected('names of services, or all of them, not both')
  if (all) return parsed(known)
  if (services.length === 0) return expected('the name of a service, or all of them')
  const stranger = services.find((name) => !known.includes(name))
  if (stranger === undefined) return parsed([...new Set(services)])
  const meant = nearest(stranger, known)
  return expected(
    `one of the services ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}, got "${stranger}"${meant === undefined ? '' : `. Did you mean "${meant}"?`}`,
  )
}

const timeIn = (name: string, text: string | undefined, parse: (text: string) => Parsed<number>): Parsed<number | undefined> => {
  if (text === undefined) return parsed(undefined)
  const read = parse(text)
  return read.ok ? read : expected(`${read.expected} as ${name}, got "${text}"`)
}
