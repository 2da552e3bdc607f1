// Does a lab keep all that it promises?
import assert from 'node:assert/strict'
import { e2e } from '../../e2e/kit/e2e.ts'
import { emptyStage, type Lab } from './lab.ts'

/** Plays the lab; fails for every row of its table that is not as expected, and unless exactly `promises` rows expect something. */
export const labTest = ({ name, title, play }: Lab, promises: number): void =>
  e2e(
    `${name}: ${title}`,
    async (run) => {
      const { results } = await play(emptyStage(run))
      assert.deepEqual(
        results.filter(({ holds }) => !holds),
        [],
      )
      assert.equal(results.filter(({ expected }) => expected !== '').length, promises)
    },
    // A lab is many programs, and a busy machine is slow to start them.
    { timeout: 300_000 },
  )
