// How does doctor ask everything at the same time, and give up what does not answer?
import type { Ask, Facts } from '../../doctor/check.ts'
import { startDeadline } from '../../io/deadline.ts'

type Gatherers<Place> = { readonly [Name in keyof Facts]: (ask: Ask, place: Place) => Promise<Facts[Name]> }

/** Of all that is asked for a fact, whom else than the kernel and files: each may hang. */
const answerers: Partial<Record<keyof Facts, string>> = {
  unit: 'systemctl',
  validation: 'ExaBGP, which is to validate its configuration',
  node: 'node --version',
  clock: 'timedatectl',
  connections: 'ss',
  listeners: 'ss',
  sources: 'ip',
  barred: 'ip',
  behindRouters: 'ip',
  sourceVips: 'ip',
  socket: 'HAProxy',
  probe: 'HAProxy, or what other checks ask',
  running: 'the process that runs',
}

/** Each fact is gathered once, when it is first asked for; who has not answered after `withinMs` from now on is named. */
export const asking = <Place>(gatherers: Gatherers<Place>, place: Place, withinMs: number): Ask => {
  const found = new Map<keyof Facts, Promise<unknown>>()
  const inTime = giveUpAfter(withinMs)
  const ask: Ask = <Name extends keyof Facts>(name: Name): Promise<Facts[Name]> => {
    const known = found.get(name) as Promise<Facts[Name]> | undefined
    if (known !== undefined) return known
    const { [name]: answerer } = answerers
    const gathered = gatherers[name](ask, place)
    const fact = answerer === undefined ? gathered : inTime(gathered, ` from ${answerer}`)
    found.set(name, fact)
    return fact
  }
  return ask
}

/** How many times as long everything may take where others want the processors too, 1 to 3: a Python that waits for its turn does not hang. */
export const crowdOf = (load: number, processors: number): number => Math.min(3, Math.max(1, load / processors))

/** Rejects what has not come after so long from now on; `from`: who owes it. */
export const giveUpAfter = (ms: number): (<Value>(value: Promise<Value>, from?: string) => Promise<Value>) => {
  const over = new Promise<void>((resolve) => void startDeadline(ms, resolve))
  return (value, from = '') =>
    Promise.race([
      value,
      over.then(() => {
        throw new Error(`no answer within ${Math.round(ms / 10) / 100} s${from}`)
      }),
    ])
}
