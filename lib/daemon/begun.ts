// What is there once the configuration is?
import type { Start } from './configure.ts'
import type { First } from './first.ts'
import type { Mistakes } from './mistakes.ts'
import type { Parts } from './part.ts'
import type { Performers } from './performers.ts'
import type { Receiver } from './receiver.ts'
import type { Shadow } from './shadow.ts'
import type { Surroundings } from './state-place.ts'

export type Begun = {
  readonly start: Start
  readonly standalone: boolean
  readonly around: Surroundings
  readonly parts: Parts
  readonly receiver: Receiver
  /** Who takes HUP from now on, where that does not end the process. */
  readonly onHangup: (take: () => void) => void
  readonly pipe: Pick<Performers, 'write'>
  /** Present where nothing may be changed in ExaBGP. */
  readonly shadow: Shadow | undefined
  readonly first: First
  readonly mistake: Mistakes
  readonly leaving: (withinMs: number) => void
}
