// How is what was found told, so that it can be understood and mended?
import { cliLineIn } from '../e2e/kit/cli-log.ts'
import { commandIn } from '../e2e/kit/exabgp.ts'
import type { Scene } from './faults/fault.ts'
import type { Violation } from './judge.ts'

/** What one run found. */
export type Outcome = {
  readonly violations: readonly Violation[]
  /** How often each kind of fault struck. */
  readonly faults: ReadonlyMap<string, number>
  readonly rounds: number
  /** Routers, at the end of each calm: whether what they had could be judged there. */
  readonly rests: { readonly judged: number; readonly unjudged: number }
  readonly judged: number
  readonly unjudged: number
  readonly memoryMb: number
  readonly stalledMs: number
  readonly greatestLoad: number
}

/** Something that happened to the world, for the report. */
export type Happening = { readonly at: number; readonly text: string }

/** What is told of the time before a violation. */
const beforeMs = 25_000
/** And of the time after it. */
export const aroundMs = 5000

/** The violation, and in one order of time what happened, what was said to ExaBGP and what our process logged of the service. */
export const describe = (violation: Violation, scene: Scene, happenings: readonly Happening[]): string => {
  const { from, to, what, permitted } = violation
  const told = [...happenings.map(({ at, text }) => ({ at, text: `* ${text}` })), ...logged(violation, scene)]
  const around = told.filter(({ at }) => at > from - beforeMs && at < to + aroundMs).toSorted((a, b) => a.at - b.at)
  return [
    `${seconds(from)} to ${seconds(to)}: ${what}`,
    ...(permitted === undefined ? [] : [`  right would be: ${permitted.join(' or ')}`]),
    ...around.map(({ at, text }) => `  ${seconds(at)}${at < from ? ' ' : '|'} ${text}`),
  ].join('\n')
}

const logged = ({ service }: Violation, { world, now }: Scene): readonly Happening[] => {
  const epoch = Date.now() - now()
  const vips = world.services.find(({ name }) => name === service)?.vips ?? []
  return world.exabgp.program.log.lines().flatMap((line) => {
    const at = line.at - epoch
    const [command] = commandIn(line)
    if (command !== undefined) return concerns(command.text, vips) ? [{ at, text: `> ${command.text}` }] : []
    const [ours] = cliLineIn(line)
    if (ours !== undefined)
      return isTelling(ours.service, service, ours.message, vips) ? [{ at, text: `${ours.level}: ${ours.message}` }] : []
    return tellsOfSessions.test(line.text) ? [{ at, text: `exabgp ${line.text.replace(/^.*\| /, '').slice(0, 100)}` }] : []
  })
}

const tellsOfSessions = /performing|connected to peer|removing peer|new peer|peer\.(connected|new|removed)|Traceback|Error:/

const concerns = (text: string, vips: readonly string[]): boolean => vips.length === 0 || vips.some((vip) => text.includes(vip))

const isTelling = (of: string | undefined, service: string | undefined, message: string, vips: readonly string[]): boolean =>
  of === undefined ? !/^(sent|done|repeated)/.test(message) || concerns(message, vips) : of === service || service === undefined

const seconds = (ms: number): string => (ms / 1000).toFixed(3).padStart(9)

/** The whole run in a few lines. */
export const summary = (title: string, outcome: Outcome): string => {
  const { violations, faults, judged, unjudged, rests } = outcome
  const kinds = [...faults].toSorted(([a], [b]) => a.localeCompare(b)).map(([kind, count]) => `${kind} ${count}`)
  return [
    `${title}: ${violations.length === 0 ? 'nothing wrong' : `${violations.length} violations`}`,
    `  ${outcome.rounds} rounds; ${judged} judged, ${unjudged} not, as something on the way stood still; at rest ${rests.judged} routers were judged, ${rests.unjudged} not`,
    `  faults: ${kinds.join(', ')}`,
    `  at most ${outcome.memoryMb} MB; load up to ${outcome.greatestLoad}; the test itself stood still for ${Math.round(outcome.stalledMs)} ms`,
    ...violations.map(({ what, from, to }) => `  ${seconds(from)} to ${seconds(to)}: ${what}`),
  ].join('\n')
}
