// How does a script wait until services have come to where it wants them?
import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../../io/clock.ts'
import { print } from '../../io/print.ts'
import { missingFor } from '../../status/goal.ts'
import { after } from '../../values/time.ts'
import type { Question } from './question.ts'
import { askStatus, type Told } from './snapshots.ts'

/** When a process that does not answer is asked again: it may be about to start. */
const againAfterMs = 300

/** 0 once it is so; 1 where it is not in time, 3 where nobody answered, each with a line on stderr. */
export const waitForGoal = async (question: Question, { goal, timeoutMs }: NonNullable<Question['wait']>): Promise<number> => {
  const endAt = after(now(), timeoutMs)
  for (let told = await askStatus(question); ; told = await askStatus(question, changeOf(told))) {
    const missing = missingIn(told, question, goal)
    if (missing.length === 0) return 0
    if (now() >= endAt) return tooLate(missing, told)
    if (told.snapshots.length === 0) await delay(Math.min(againAfterMs, Math.max(0, endAt - now())))
  }
}

// Of several processes each answers when something has changed in it, or after a second.
const changeOf = ({ snapshots }: Told): number | undefined => (snapshots.length === 1 ? snapshots[0]?.change : undefined)

const missingIn = (
  { snapshots, troubles, leftBehind }: Told,
  { services }: Question,
  goal: NonNullable<Question['wait']>['goal'],
): readonly string[] => {
  const all = snapshots.flatMap((snapshot) => snapshot.services)
  const unknown = services.filter((wanted) => all.every(({ name }) => name !== wanted))
  // What a dead process announced may be there still; what others announce does not depend on it.
  const othersDecide = snapshots.length > 0 && (goal === 'announced' || (services.length > 0 && unknown.length === 0))
  return [
    ...troubles.filter((line) => !othersDecide || !leftBehind.includes(line)),
    ...unknown.map((name) => `${name}: no process has this service`),
    ...all.flatMap((service) => {
      const missing = missingFor(goal, service)
      return missing === undefined ? [] : [`${service.name} ${missing}`]
    }),
  ]
}

const tooLate = async (missing: readonly string[], { snapshots }: Told): Promise<number> => {
  await print('stderr', missing)
  return snapshots.length === 0 ? 3 : 1
}
