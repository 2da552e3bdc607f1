// How is it written that VIPs are put on this machine, and taken away?
import type * as v from 'valibot'
import { parseInterface } from '../values/names.ts'
import { duration } from './cadence.ts'
import { meanings } from './meanings.ts'
import { key, map, oneOf, text } from './shape.ts'

/** What stands under `loopback`, at the top and in a service. */
export const loopbackSchema = map({
  manage: key(meanings.loopbackManage, oneOf(['on', 'off'])),
  interface: key(meanings.loopbackInterface, text('the name of a network interface', parseInterface)),
  linger: key(meanings.loopbackLinger, duration(0)),
  remove: key(meanings.loopbackRemove, oneOf(['never', 'withdrawn'])),
})

export type WrittenLoopback = v.InferOutput<typeof loopbackSchema>
