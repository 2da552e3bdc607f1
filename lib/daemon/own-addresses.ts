// When are the addresses of this machine looked at, and what of that is told?
import { ownAddresses } from '../io/own-addresses.ts'
import type { Part } from './part.ts'
import type { Happening } from './performers.ts'

const lookEveryMs = 1000

/** Looks at once and then every second; tells what is something else than before. */
export const watchOwnAddresses = (
  dispatch: (happening: Happening) => void,
): Required<Pick<Part, 'start' | 'stop'>> & { readonly look: () => void } => {
  let timer: NodeJS.Timeout | undefined
  let before: string | undefined
  const look = (): void => {
    const found = ownAddresses()
    const now = JSON.stringify(found)
    if (now === before) return
    before = now
    dispatch(found.ok ? { type: 'addresses', addresses: found.addresses } : { type: 'addresses-unknown', reason: found.reason })
  }
  return {
    look,
    start: () => {
      look()
      timer = setInterval(look, lookEveryMs).unref()
    },
    stop: () => clearInterval(timer),
  }
}
