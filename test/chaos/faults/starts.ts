// May our process be made to start once more without its starts being the end of ExaBGP?
import type { World } from '../world.ts'

/** ExaBGP 4.2 and 5.0 stop at the sixth start in one of these. */
const bucketSeconds = 64

/** Some are left for what is not the test's doing. */
const most = 4

const starts = new WeakMap<World, number[]>()

/** Counts this start if it may be. */
export const mayStart = (world: World): boolean => {
  const bucket = Math.floor(Date.now() / 1000 / bucketSeconds)
  const known = (starts.get(world) ?? []).filter((it) => it === bucket)
  if (known.length >= most) return false
  starts.set(world, [...known, bucket])
  return true
}
