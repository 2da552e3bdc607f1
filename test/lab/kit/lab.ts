// What is a lab, and what does it get from whoever runs it?
import type { Run } from '../../e2e/kit/run.ts'
import type { Appliance } from './appliance.ts'
import type { Row } from './guide.ts'
import type { Result } from './results.ts'
import type { Tell } from './timeline.ts'

/** A design that comes to life on one machine, goes through its incidents, and is held against what it promises. */
export type Lab = {
  /** As `npm run lab -- NAME` has it; also the name of its folder. */
  readonly name: string
  /** One line: what it shows. */
  readonly title: string
  /** Builds everything in namespaces of the run, starts it, lets the incidents happen and leaves everything running; the run removes it. */
  readonly play: (stage: Stage) => Promise<Played>
}

export type Stage = {
  readonly run: Run
  /** Takes what happens, for the timeline. */
  readonly tell: Tell
  /** Takes what is done next, in a few words. */
  readonly step: (what: string) => void
  /** Takes the appliances when they have their networks and do not run yet: whoever watches them has to be there first. */
  readonly watch: (boxes: readonly Appliance[]) => Promise<void>
  /** The answers in a row from one place after which things count as settled: many where someone watches. */
  readonly steady: number
}

export type Played = {
  /** In the order in which they are shown. */
  readonly results: readonly Result[]
  /** What to try in a lab that was left running. */
  readonly guide: readonly Row[]
}

/** A stage without anyone who watches. */
export const emptyStage = (run: Run): Stage => ({ run, tell: () => {}, step: () => {}, watch: async () => {}, steady: 10 })
