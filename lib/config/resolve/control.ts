// Where is the running process asked, if nothing is said?
import type { ControlConfig } from '../access.ts'
import type { Written } from '../schema/schema.ts'

type WrittenControl = NonNullable<Written['control']>

/** On by default, for the group of the process. */
export const controlOf = ({
  socket,
  group,
  mode,
  'read-only': readOnly,
}: {
  readonly [Key in keyof WrittenControl]: WrittenControl[Key] | undefined
}): ControlConfig => ({
  socket: socket ?? 'default',
  ...(group !== undefined && { group }),
  mode: mode ?? 0o660,
  ...(readOnly !== undefined && { readOnly }),
})
