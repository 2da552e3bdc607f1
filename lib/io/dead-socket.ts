// Does the file of a unix socket lie where to look for it would freeze this process?
import { errorCode } from '../values/error-code.ts'
import type { Failure } from './failure.ts'
import { noAnswer, statPath } from './file.ts'
import { mountOf } from './mount.ts'

/** Whether to connect to it never waits: the kernel looks for it at once, and holds the whole process as long as its mount does not answer. */
export const isAtHand = (path: string | undefined): boolean => path === undefined || mountOf(path).local

/** Why it cannot be connected to; undefined where it can be tried. A thread looks for it, for `withinMs` at the most, where it is not at hand. */
export const whyDead = async (path: string | undefined, withinMs: number): Promise<Failure | undefined> => {
  if (path === undefined || isAtHand(path)) return undefined
  return statPath(path, withinMs).then(
    () => undefined,
    (error) => (errorCode(error) === noAnswer ? { kind: 'stuck', reason: 'the mount of its file does not answer' } : undefined),
  )
}
