// How is it shown what has become of the services?
import { age } from '../values/span.ts'
import type { HistoryReply, Transition } from './history.ts'
import { type Cell, clock, fitted, type Style, table } from './style.ts'

/** A row for each change, the oldest first. */
export const historyText = ({ transitions, time, since }: HistoryReply, style: Style): readonly string[] => [
  ...table(
    transitions.map((one) => cellsOf(one, time, style)),
    style,
  ),
  ...(transitions.length === 0 ? [`nothing has changed since ${clock(since, time, style)} (${age(time - since)})`] : []),
]

const cellsOf = ({ time, service, from, to, tier, capacity, reason }: Transition, now: number, style: Style): readonly Cell[] => [
  { text: clock(time, now, style) },
  { text: fitted(service, 32) },
  { text: `${from} -> ${to}${tier === undefined ? '' : `, tier ${tier}`}` },
  { text: capacity === undefined ? '' : `${Math.round(capacity * 1000) / 10}%` },
  { text: fitted(reason, 1000) },
]
