// Does the record of an appliance tell exactly what its process sent?
import { setTimeout } from 'node:timers/promises'
import { execa } from 'execa'
import { builtProgram } from '../../e2e/kit/built-program.ts'
import type { Appliance } from './appliance.ts'
import { exact, type Result } from './results.ts'

/** A row: `explain --sent` on its record gives the lines that ExaBGP read, all of them, in order. Asked when nothing is on its way any more. */
export const explained = async (appliance: Appliance): Promise<Result> => {
  const { received, told } = await whenCalm(appliance)
  const same = told.filter((line, index) => line === received[index]).length
  const more = told.length > received.length ? `, and ${told.length - received.length} more` : ''
  const [expected, seen] = [`${received.length} of ${received.length}`, `${same} of ${received.length}${more}`]
  return exact('record', `explain reproduces the lines of ${appliance.name}`, expected, seen)
}

type Lines = { readonly received: readonly string[]; readonly told: readonly string[] }

// A line that is repeated at this very moment is in one of the two before it is in the other.
const whenCalm = async (appliance: Appliance): Promise<Lines> => {
  for (let attempt = 1; ; attempt++) {
    const lines = await read(appliance)
    if (isSame(lines) || attempt === 5) return lines
    await setTimeout(300)
  }
}

const read = async ({ exabgp, recordPath }: Appliance): Promise<Lines> => {
  const { stdout } = await execa(process.execPath, [builtProgram, 'explain', '--sent', recordPath])
  return { received: exabgp.commands().map(({ text }) => text), told: stdout.split('\n') }
}

const isSame = ({ received, told }: Lines): boolean => received.join('\n') === told.join('\n')
