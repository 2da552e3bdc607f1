// What does a snapshot say of a route?
import * as v from 'valibot'
import type { VipSnapshot } from '../vips.ts'
import { flag, maybe, text, texts } from './values.ts'

export const vip = v.object({
  nlri: text,
  neighbors: maybe(texts),
  announced: flag,
  inDoubt: flag,
  next: maybe(v.picklist(['announce', 'withdraw'])),
  refused: flag,
  attributes: maybe(v.record(text, v.union([text, texts]))),
  local: maybe(flag),
  unheard: maybe(v.literal(true)),
}) satisfies v.GenericSchema<VipSnapshot>
