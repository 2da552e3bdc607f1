// What became of the services before the running process began, as far as its record tells?
import { readRecord } from '../../io/read-record.ts'
import { filesOf } from '../../io/record-files.ts'
import { Past } from '../../record/past.ts'
import type { Transition } from '../../status/history.ts'

/** From one moment to another, in milliseconds since 1970; `problem`: why there may be more. */
export const recordedTransitions = async (
  record: string,
  from: number,
  to: number,
): Promise<{ readonly transitions: readonly Transition[]; readonly problem?: string }> => {
  const found = await filesOf(record)
  if (!found.ok) return { transitions: [], problem: found.problem }
  const past = new Past(to)
  const problem = await readRecord(found.files, past, { from, to })
  return { transitions: past.transitions(from), ...(problem !== undefined && { problem }) }
}
