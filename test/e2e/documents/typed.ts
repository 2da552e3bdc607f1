// How does a test type the commands of README and OPERATING, in their order?
import assert from 'node:assert/strict'
import { commandsIn } from '../../docs/markdown.ts'
import type { Release } from '../cloud/machine.ts'
import { e2e } from '../kit/e2e.ts'
import { bareMachine, type Place } from './place.ts'
import { steps } from './steps.ts'

/** On a machine of this release every command does what the documents say. */
export const documentsTest = (release: Release, title: string): void =>
  e2e(
    `on ${title} the commands of README lead from zero to a route, and those of OPERATING do what it says`,
    async (run) => {
      const place = await bareMachine(run, release)
      await typeAll(['README.md', 'OPERATING.md'].flatMap(commandsIn), place)
      await place.machine.kill()
    },
    { timeout: 900_000 },
  )

const typeAll = async (commands: readonly string[], place: Place): Promise<void> => {
  const waiting = [...steps]
  for (const command of commands) {
    const step = command.includes(waiting[0]?.at ?? command) ? waiting.shift() : undefined
    await step?.before?.(place)
    const output = await place.machine.run('sh', '-ec', command)
    await step?.after?.(place, output)
  }
  assert.deepEqual(waiting, [], 'commands that are expected and not in the documents')
}
