// What is recorded, if nothing is said?
import type { RecordConfig } from '../config.ts'
import type { Written } from '../schema/schema.ts'

/** On by default. What nobody asked for takes half the space. */
export const recordOf = (written: Written['record'] = {}): 'off' | RecordConfig => {
  if (written === 'off' || written.file === 'off') return 'off'
  const { file, size = 16_000_000, files = file === undefined ? 4 : 8 } = written
  return { ...(file !== undefined && { file: file.path }), maxBytes: size, files }
}
