// How far have we and ExaBGP come to know each other?

/** What ExaBGP said it is, and whether it answers commands with done or error. */
type Known = { readonly version: string; readonly acks: boolean }

/**
 * `unmet`, `introduced`: its version is asked for, for the first and for the second time; `acks` is whether anything was acknowledged in
 * between. `mute`: it has not said its version in time, or nobody is there to say it, as in a terminal. `recalling`: what a predecessor left
 * in it is about to be asked for; `meeting`: its sessions, which may not carry every route. `open`: routes are spoken of.
 */
export type Phase =
  | { readonly kind: 'unmet' }
  | { readonly kind: 'mute' }
  | (Known & { readonly kind: 'introduced' | 'recalling' | 'meeting' | 'open' })

/** Whether routes are spoken of. */
export const isOpen = ({ kind }: Phase): boolean => kind === 'open' || kind === 'mute'

/** Whether what a predecessor left has been asked for, or never will be. */
export const isRecalled = (phase: Phase): boolean => phase.kind === 'meeting' || isOpen(phase)

/** Whether ExaBGP has said twice what it is. */
export const isGreeted = (phase: Phase): phase is Known & { readonly kind: 'recalling' | 'meeting' | 'open' } =>
  phase.kind === 'recalling' || phase.kind === 'meeting' || phase.kind === 'open'

/** Whether every command is answered with done or error; undefined while that is not known. */
export const acknowledges = (phase: Phase): boolean | undefined => {
  if (phase.kind === 'mute') return false
  return phase.kind === 'unmet' || phase.kind === 'introduced' ? undefined : phase.acks
}

/** What ExaBGP said it is; undefined before. */
export const versionOf = (phase: Phase): string | undefined => ('version' in phase ? phase.version : undefined)

/** The next of `recalling`, `meeting` and `open`; what comes before and after stays. */
export const advanced = (phase: Phase, from: 'recalling' | 'meeting'): Phase =>
  phase.kind === from ? { ...phase, kind: from === 'recalling' ? 'meeting' : 'open' } : phase
