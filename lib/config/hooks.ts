// What is run when something has changed?
import { numbered } from './check-names.ts'
import { type CommandCheck, programOf } from './schema/checks/command.ts'
import type { HookEvent } from './values/hook-events.ts'

export type Hook = {
  /** Of this service alone; absent: of all of them. */
  readonly service?: string
  readonly on: readonly HookEvent[]
  readonly run: CommandCheck['command']
  readonly timeoutMs: number
}

/** By what name people know each: its program, with a number behind it where another is called the same. */
export const hookNames = (hooks: readonly Hook[]): readonly string[] => numbered(hooks.map(({ run }) => programOf(run)))
