// Which page is shown, and what may it do?
import { createHash } from 'node:crypto'
import { now } from '../io/clock.ts'
import type { Asked, Handler } from '../io/control-handlers.ts'
import { page } from '../status/page/page.ts'
import { type RangeName, rangeOf } from '../status/page/range.ts'
import { script } from '../status/page/script.ts'
import { styleSheet } from '../status/page/style-sheet.ts'
import { takingSnapshot } from '../status/snapshot.ts'
import { tellFacts } from './facts.ts'
import type { StatusTeller } from './status-handlers.ts'

/** As long as nothing happens a page is the same so long. */
const keptMs = 1000

/** `GET /`: the page; with `?range=6h` its bars go over that time. */
export const pageHandler = ({ name, state, loaded, recordPath, changes, history }: StatusTeller): Handler => {
  const facts = tellFacts(name, recordPath)
  const known = new Map<RangeName, { readonly change: number; readonly at: number; readonly pieces: readonly string[] }>()
  function* tell(range: RangeName): Generator<string | undefined> {
    const [before, change, at] = [known.get(range), changes.count, now()]
    if (before?.change === change && at - before.at < keptMs) return yield* before.pieces
    const taken = yield* takingSnapshot(state(), facts(state().config, loaded()), at)
    const { transitions, feed, earlierFeed, ...rest } = history
    const pieces: string[] = []
    const seen = { snapshot: taken, history: transitions, feed: [...feed.newest, ...earlierFeed], ...rest }
    for (const piece of page({ ...seen, range, time: (ms) => new Date(ms).toISOString() })) {
      pieces.push(piece)
      yield piece
    }
    known.set(range, { change, at, pieces })
  }
  return ({ query }: Asked) => ({
    status: 200,
    body: () => tell(rangeOf(query.get('range'))),
    contentType: 'text/html; charset=utf-8',
    sentAsMade: true,
    headers: { 'content-security-policy': policy },
  })
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policy = [
  "default-src 'none'",
  `style-src ${hashOf(styleSheet)}`,
  `script-src ${hashOf(script)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
