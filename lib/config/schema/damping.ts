// How is damping written?
import type * as v from 'valibot'
import { expected, type Parsed, parseUnsigned } from '../../values/parsed.ts'
import { duration } from './cadence.ts'
import { either, key, map, oneOf, text } from './shape.ts'

const parsePenalty = (written: string): Parsed<number> => {
  const penalty = parseUnsigned(written, 16, '')
  return penalty.ok && penalty.value > 0 && penalty.value <= 20_000 ? penalty : expected('a penalty from 1 to 20000')
}

const penalty = text('a penalty', parsePenalty)

const figures = map({
  'half-life': key('in which a penalty falls to its half, 15m by default', duration(1000)),
  suppress: key('the penalty at which receivers suppress a route, 1 to 20000, 2000 by default', penalty),
  reuse: key('the penalty below which receivers use a route again, less than suppress, 750 by default', penalty),
  longest: key('the longest that an improvement waits, 60m by default', duration(1000)),
})

export const dampingSchema = either('on, off, or a map of figures', oneOf(['on', 'off']), figures)

export type WrittenDamping = v.InferOutput<typeof dampingSchema>
