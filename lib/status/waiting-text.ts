// What withholds a change of a service, and what ends that, as a sentence?
import { printable } from '../log/printable.ts'
import { age } from '../values/span.ts'
import type { ServiceSnapshot } from './service.ts'
import type { WaitingSnapshot } from './waiting.ts'

/** `web rises after 2 more good results of backend b`. */
export const waitingText = ({ name }: Pick<ServiceSnapshot, 'name'>, waiting: WaitingSnapshot, now: number): string => {
  const { left, check, until, text } = waiting
  if (waiting.for === 'rise') return printable(`${name} rises after ${results(left, 'good')} of ${check}`)
  if (waiting.for === 'fall') return printable(`${name} falls after ${results(left, 'bad')} of ${check}`)
  return printable(`${name}: ${text}${until === undefined ? '' : ending(until - now)}`)
}

const results = (left = 0, kind: 'good' | 'bad'): string => (left === 1 ? `1 more ${kind} result` : `${left} more ${kind} results`)

const ending = (ms: number): string => (ms <= 0 ? ', any moment now' : `, which ends in ${age(ms + 999)} at the latest`)
