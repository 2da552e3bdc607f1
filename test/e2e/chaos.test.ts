// Does everything stay right while all around our process breaks by chance? `npm run chaos` plays longer, and with other seeds.
import assert from 'node:assert/strict'
import { play } from '../chaos/play.ts'
import { summary } from '../chaos/report.ts'
import { routerNames } from '../chaos/routers/router.ts'
import { e2e } from './kit/e2e.ts'
import { missingOf, routerPrograms } from './kit/requirements.ts'

e2e(
  'whatever breaks, three routers are told the truth, in time and without interruption',
  async (run) => {
    const told: string[] = []
    const outcome = await play({ run, seed: 1, minutes: 1.5, versions: { routers: routerNames }, say: (text) => told.push(text) })
    assert.equal(outcome.violations.length, 0, [...told, summary('seed 1', outcome)].join('\n'))
    assert.ok(outcome.judged > 1000 && outcome.rests.judged > outcome.rests.unjudged, summary('seed 1', outcome))
  },
  { timeout: 300_000, lacking: missingOf(routerPrograms) },
)
