// What is a fault, and what does it act upon?
import type { Oracle } from '../oracle.ts'
import type { World } from '../world.ts'

export type Scene = {
  readonly world: World
  readonly oracle: Oracle
  /** Milliseconds since the beginning, by a clock that never jumps. */
  readonly now: () => number
  /** What a fault has in its hands now, such as `haproxy`: others leave it alone. */
  readonly held: ReadonlySet<string>
}

/** Ends the fault. */
export type End = () => Promise<void>

export type Fault = {
  /** How often, against others. */
  readonly weight: number
  /** Milliseconds, the least and the most. */
  readonly lasts: readonly [number, number]
  /** Two that hold the same, of the same target, do not overlap. */
  readonly holds?: readonly string[]
  readonly targets: (world: World) => readonly string[]
  /** Does it, and tells the oracle. */
  readonly begin: (scene: Scene, target: string) => Promise<End>
}

/** A fault of something of which there is one. */
export const alone = (): readonly string[] => ['']

/** While `change` is under way `name` may be as it was or as it becomes; after that it is as it has become. */
export const becomes = async (
  { oracle, now }: Scene,
  name: string,
  from: string,
  to: string,
  change: () => Promise<unknown>,
): Promise<void> => {
  const input = oracle.input(name)
  input.set(now(), from, to)
  await change()
  input.set(now(), to)
}
