// How does a script wait until services have come to where it wants them?
import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../../io/clock.ts'
import { print } from '../../io/print.ts'
import { missingFor } from '../../status/goal.ts'
import { some } from '../../values/some.ts'
import { after } from '../../values/time.ts'
import type { Question, Whom } from './question.ts'
import { askStatus, type Told } from './snapshots.ts'

/** When is asked again who does not answer, as it may be about to start, or is one of several. */
const againAfterMs = 300

type Wait = NonNullable<Question['wait']>

/** `missing`: nothing once it is so; else what is not, a line each, when the time was over or it could not come to be any more. `told`: the newest answers. */
export type Waited = { readonly missing: readonly string[]; readonly told: Told }

/** 0 once it is so; 1 where it is not in time, 3 where nobody answered, each with a line on stderr. */
export const waitForGoal = async (question: Question, wait: Wait): Promise<number> => {
  const { missing, told } = await awaitGoal(question, wait)
  if (missing.length === 0) return 0
  await print('stderr', missing)
  return told.snapshots.length === 0 ? 3 : 1
}

/** `lost`: why it cannot come to be any more. */
export const awaitGoal = async (
  whom: Whom,
  { goal, timeoutMs }: Wait,
  lost: (told: Told) => readonly string[] = () => [],
): Promise<Waited> => {
  const endAt = after(now(), timeoutMs)
  for (let told = await askStatus(whom); ; told = await askStatus(whom, changeOf(told))) {
    const hopeless = lost(told)
    if (hopeless.length > 0) return { missing: hopeless, told }
    const missing = missingIn(told, whom, goal)
    if (missing.length === 0 || now() >= endAt) return { missing, told }
    if (changeOf(told) === undefined) await delay(Math.min(againAfterMs, Math.max(0, endAt - now())))
  }
}

// One alone answers when something has changed in it, or after a second; of several none can be waited for.
const changeOf = ({ snapshots }: Told): number | undefined => (snapshots.length === 1 ? snapshots[0]?.change : undefined)

const missingIn = ({ snapshots, troubles, leftBehind }: Told, { services }: Whom, goal: Wait['goal']): readonly string[] => {
  const all = snapshots.flatMap((snapshot) => snapshot.services)
  const unknown = services.filter((wanted) => all.every(({ name }) => name !== wanted))
  // What a dead process announced may be there still; what others announce does not depend on it.
  const othersDecide = snapshots.length > 0 && (goal === 'announced' || goal === 'settled' || (services.length > 0 && unknown.length === 0))
  return [
    ...troubles.filter((line) => !othersDecide || !leftBehind.includes(line)),
    ...snapshots.flatMap(({ process: { name, configProblems } }) =>
      configProblems === undefined || (services.length > 0 && unknown.length === 0)
        ? []
        : [`${name}: no configuration is in force: it is broken`],
    ),
    ...unknown.map((name) => `${name}: no process has this service`),
    ...snapshots.flatMap((snapshot) => ofSeveral(snapshots, snapshot, missingServices(snapshot, goal))),
    ...(goal === 'settled' && services.length === 0
      ? snapshots.flatMap((snapshot) => ofSeveral(snapshots, snapshot, missingWithdraws(snapshot)))
      : []),
  ]
}

const ofSeveral = (all: Told['snapshots'], { process }: Told['snapshots'][number], lines: readonly string[]): readonly string[] =>
  all.length > 1 ? lines.map((line) => `${process.name}: ${line}`) : lines

const missingServices = ({ services }: Told['snapshots'][number], goal: Wait['goal']): readonly string[] =>
  services.flatMap((service) => {
    const missing = missingFor(goal, service)
    return missing === undefined ? [] : [`${service.name} ${missing}`]
  })

// Also of services that are not configured any more.
const missingWithdraws = ({ exabgp: { withdrawing = [] } }: Told['snapshots'][number]): readonly string[] =>
  withdrawing.length === 0 ? [] : [`ExaBGP has not acknowledged the withdraw of ${some(withdrawing)}`]
