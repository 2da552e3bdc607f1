// Does anything still run in a process group that was killed?
import { readdirSync, readFileSync } from 'node:fs'
import { errorCode } from '../values/error-code.ts'
import { now } from './clock.ts'

/** How long one look at all processes of the machine serves all who ask. */
const goodForMs = 1000

let seen: { readonly groups: ReadonlySet<number>; readonly at: number } | undefined

/** Its zombies do not count, which nobody collects in a container whose first process does not care. */
export const isGroupAlive = (group: number): boolean => {
  try {
    process.kill(-group, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
  // A group that was not there then may have begun since.
  if (seen?.groups.has(group) !== true || now() - seen.at > goodForMs) seen = { groups: livingGroups(), at: now() }
  return seen.groups.has(group)
}

// Reading these files waits for no disk.
const livingGroups = (): ReadonlySet<number> =>
  new Set(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(groupOf),
  )

// proc(5): the name of a process, in parentheses, may hold anything.
const groupOf = (pid: string): readonly number[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? [] : [Number(group)]
  } catch {
    return []
  }
}
