// How does a time stand in the page?
import { remembering } from '../../values/remembering.ts'
import type { Style } from '../style.ts'
import { type Html, html } from './html.ts'

/** The time of day in UTC, with the day where that is another than that of `now`; the script can make it a local one. */
export const when = (ms: number, now: number, time: Style['time']): Html => {
  const [iso, today] = [time(ms), dayOf(now, time)]
  const day = iso.startsWith(today) ? '' : `${iso.slice(0, 10)} `
  return html`<time datetime="${iso}">${day}${iso.slice(11, 19)}Z</time>`
}

const dayOf = remembering((ms: number, time: Style['time']): string => time(ms).slice(0, 10))
