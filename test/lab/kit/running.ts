// Which labs run on this machine, and how do they end?
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LivingRun, livingRuns, type Run, sweep } from '../../e2e/kit/run.ts'
import { until } from '../../e2e/kit/wait.ts'

const mark = 'lab'

/** Tells this run from one of the tests, and which lab it is. */
export const markAsLab = ({ folder }: Run, name: string): void => writeFileSync(join(folder, mark), name)

export const runningLabs = (): (LivingRun & { readonly lab: string })[] =>
  livingRuns()
    .filter(({ folder }) => existsSync(join(folder, mark)))
    .map((run) => ({ ...run, lab: readFileSync(join(run.folder, mark), 'utf8') }))

/** Ends every running lab and removes what dead ones left; gives the number of those that ran. */
export const stopLabs = async (): Promise<number> => {
  const labs = runningLabs()
  for (const { owner } of labs) process.kill(owner, 'SIGTERM')
  await until('the labs to clean up', () => labs.every(({ folder }) => !existsSync(folder)))
  await sweep()
  return labs.length
}
