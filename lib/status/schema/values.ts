// Which values does a snapshot consist of?
import * as v from 'valibot'

export const text = v.string()
export const texts = v.array(text)
export const flag = v.boolean()
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const time = v.pipe(v.number(), v.integer(), v.description('milliseconds since 1970'))
export const duration = v.pipe(v.number(), v.minValue(0), v.description('milliseconds'))
export const capacity = v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.description('from 0 to 1'))
export const maybe = v.exactOptional

export const histogram = v.pipe(
  v.object({ bounds: v.array(v.number()), counts: v.array(count), sum: v.number() }),
  v.description('counts: of values up to the bound of the same place, in seconds; the last is above all of them'),
)
