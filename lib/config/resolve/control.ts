// Where is the running process asked, if nothing is said?
import type { ControlConfig } from '../access.ts'
import type { Written } from '../schema/schema.ts'

/** On by default, for the group of the process. */
export const controlOf = ({ socket, group, mode, 'read-only': readOnly }: NonNullable<Written['control']>): ControlConfig => ({
  socket: socket ?? 'default',
  ...(group !== undefined && { group }),
  mode: mode ?? 0o660,
  ...(readOnly !== undefined && { readOnly }),
})
