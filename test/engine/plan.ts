// What is planned, where nobody else wants a turn?
import { type Plan, planning } from '../../lib/engine/plan.ts'

export const plan = (...given: Parameters<typeof planning>): Plan => {
  const work = planning(...given)
  for (let piece = work.next(); ; piece = work.next()) if (piece.done === true) return piece.value
}
