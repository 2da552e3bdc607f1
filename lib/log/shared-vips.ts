// How is it said that two processes of one ExaBGP announce the same?
import type { NlriKey } from '../bgp/route.ts'
import { some } from '../values/some.ts'

/** For ExaBGP all that its processes say is one: the last word counts. */
export const sharedVips = (nlris: readonly NlriKey[], pid: number): string => {
  const [are, it] = nlris.length === 1 ? ['is', 'it'] : ['are', 'each of them']
  return `${some(nlris)} ${are} also announced by process ${pid} of this ExaBGP, so each withdraws or changes what the other announces: configure ${it} in one process only`
}
