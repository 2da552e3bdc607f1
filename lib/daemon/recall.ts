// What did earlier runs leave for this one?
import { noOrderKeeper, type OrderKeeper, type OrderSurroundings, recollectOrders } from './kept-orders.ts'
import { type Memory, noMemory, recollect } from './memory.ts'
import type { Parts } from './part.ts'
import { ordersPlace } from './state-place.ts'

export type Past = { readonly memory: Memory; readonly keeper: OrderKeeper }

/** Neither what was announced nor what was ordered may cost the other any time. `place`: of the state file; undefined where nothing is remembered. */
export const recall = async (place: string | undefined, around: OrderSurroundings, parts: Parts): Promise<Past> => {
  if (place === undefined) return { memory: noMemory, keeper: noOrderKeeper }
  const [memory, keeper] = await Promise.all([recollect(place, around.config, around.log), recollectOrders(ordersPlace(place), around)])
  return { memory, keeper: parts.add(keeper) }
}
