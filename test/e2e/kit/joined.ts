// How do two sockets become one way?
import type { Socket } from 'node:net'

/** Each gets what the other one hears, and goes when the other one does. */
export const joined = (one: Socket, other: Socket): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const)
    from
      .on('error', () => {})
      .on('close', () => to.destroy())
      .pipe(to)
}
