// Which events are orders, or tell of orders, and what do they change?
import { takeCheckNow } from './check-now.ts'
import { takeDrain, takeResume } from './drain-orders.ts'
import type { News } from './effect.ts'
import type { Event } from './event.ts'
import { takeKeptOrders } from './kept-orders.ts'
import type { State } from './state.ts'

const types = ['drain', 'resume', 'check-now', 'orders-read', 'orders-kept'] as const

export type OrderEvent = Extract<Event, { readonly type: (typeof types)[number] }>

export const isOrder = (event: Event): event is OrderEvent => types.some((type) => type === event.type)

export const takeOrder = (state: State, event: OrderEvent): { readonly state: State; readonly news: readonly News[] } => {
  switch (event.type) {
    case 'drain':
      return takeDrain(state, event)
    case 'resume':
      return takeResume(state, event)
    case 'check-now':
      return takeCheckNow(state, event)
    case 'orders-read':
      return takeKeptOrders(state, event)
    case 'orders-kept':
      return { state: { ...state, keeping: { ...state.keeping, unkept: event.reason } }, news: [] }
  }
}
