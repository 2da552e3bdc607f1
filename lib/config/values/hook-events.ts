// What may a hook be about?

/** Where a service may stand, and what else may happen. */
export const hookEvents = [
  'announced',
  'degraded',
  'warm',
  'draining',
  'maintenance',
  'last-resort',
  'down',
  'unknown',
  'neighbor',
  'reload',
] as const

export type HookEvent = (typeof hookEvents)[number]
