// Does a route wait at this moment for what HAProxy is about to say?
import type { State } from './state.ts'

/** From a hint, or from when a look at HAProxy was due, until that look has been judged, and what follows from it has been said. */
export const isPressed = ({ haproxy: { hinted, reading } }: State): boolean => hinted || reading !== false
