// Which services stand under an order, or may?
import { noOrders } from '../policy/orders.ts'
import { remembering } from '../values/remembering.ts'
import type { ServiceState } from './service-state.ts'

/** Few of a thousand, and every step asks for them. */
export const ordered = remembering((services: readonly ServiceState[]) => services.filter(({ orders }) => orders !== noOrders))
