// How does it read what another configuration would do?
import type { Plan } from '../engine/plan.ts'
import { count } from '../values/count.ts'

/** A table of what changes and what is sent for it, and a line with the sum. */
export const planLines = ({ rows, announce, withdraw, unchanged, restart, refusal }: Plan): readonly string[] => {
  const widths = [widest(rows.map(({ service = '*' }) => service)), widest(rows.map(({ what }) => what))]
  const counts = [count(announce.length, 'announcement'), count(withdraw.length, 'withdrawal'), `${count(unchanged, 'service')} unchanged`]
  return [
    ...rows.map(({ service = '*', what, deed }) => `${service.padEnd(widths[0] ?? 0)}  ${what.padEnd(widths[1] ?? 0)}  ${deed}`.trimEnd()),
    `${counts.join(', ')}${restart.length === 0 ? '' : `; needs a restart: ${restart.join(', ')}`}`,
    ...(refusal === undefined ? [] : [`needs --force: ${refusal}`]),
  ]
}

const widest = (texts: readonly string[]): number => Math.min(60, Math.max(0, ...texts.map((text) => text.length)))
