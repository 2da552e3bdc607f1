// What means something else than before, or is left out?

export type Phase = 'up' | 'down' | 'disabled'

/** `covers`: where what is announced differs for it, and in what. */
export type Difference = {
  readonly id: string
  readonly process: string
  readonly text: string
  readonly covers?: { readonly vips?: readonly string[]; readonly phases: readonly Phase[]; readonly keys: readonly string[] }
}

/** Every phase, for what is the same in all. */
export const phases: readonly Phase[] = ['up', 'down', 'disabled']
