// What did one `exabgp healthcheck` run on a change, and which hooks do the same?
import { within } from './launcher.ts'
import type { Settings } from './settings.ts'
import type { Entry, Value } from './yaml.ts'

/** By what it has in STATE: where our service then stands. */
const events = { UP: ['announced', 'degraded', 'warm'], DOWN: ['down', 'last-resort'], DISABLED: ['maintenance', 'draining'] } as const

type State = keyof typeof events

/** Those of a state first, as it ran them. */
export const hooksEntry = ({ executed: { always, up, down, disabled }, environment }: Settings): readonly Entry[] => {
  const of = (state: State, commands: readonly string[]): readonly Value[] =>
    [...commands, ...always]
      .filter((command) => command !== '')
      .map((command) => ({ on: [...events[state]], run: within([...environment, { name: 'STATE', value: state }], command) }))
  const value = [...of('UP', up), ...of('DOWN', down), ...of('DISABLED', disabled)]
  if (value.length === 0) return []
  return [{ key: 'hooks', comments: ['Beside what is sent, never before it; killed after 10 s each.'], value }]
}
