// Does everything hold: types, lint, every test, and nothing left behind?
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { install, required, routerPrograms } from './e2e/kit/requirements.ts'
import { runFile } from './run/file.ts'
import { findLeftovers, startWatch, type Watch } from './run/leftovers.ts'
import { endToEnd, root, type Selection, select } from './run/select.ts'
import { printProgress, printSummary, type Result } from './run/summary.ts'

/** `npm test [-- unit | e2e | part of a file's path | -part that is left out …]` */
const main = async (words: readonly string[]): Promise<number> => {
  const selection = await select(words)
  const results = [...staticChecks(selection), ...(await runTests(selection))]
  return printSummary(results)
}

const staticChecks = ({ whole }: Selection): readonly Result[] =>
  whole ? [staticCheck('types hold', ['tsc']), staticCheck('code is formatted and linted', ['biome', 'check', '.'])] : []

const staticCheck = (title: string, [command, ...args]: readonly [string, ...string[]]): Result => {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', command), args, { cwd: root, encoding: 'utf8' })
  const outcome = status === 0 ? 'passed' : 'failed'
  const result: Result = { file: command, title, outcome, detail: `${stdout}${stderr}`, durationMs: performance.now() - started }
  printProgress(command, [result])
  return result
}

/** End-to-end tests come last; most of their time is waiting, so that one more fits beside the others than there are cores. */
const runTests = async ({ unit, e2e, machines, alone }: Selection): Promise<readonly Result[]> => {
  const cores = availableParallelism()
  if (e2e.length + machines.length + alone.length > 0)
    await install({ say: (what) => process.stdout.write(`${what}\n`), also: routerPrograms })
  const watch = await startWatch()
  const results = [
    ...(await runAll(unit, cores, watch)),
    ...(await Promise.all([runAll(machines, 1, watch), runAll(e2e, cores, watch)])).flat(),
    ...(await runAll(alone, 1, watch)),
  ]
  return [...results, ...(await findLeftovers(watch))]
}

const runAll = async (files: readonly string[], lanes: number, watch: Watch): Promise<readonly Result[]> => {
  const waiting = [...files]
  const results: Result[] = []
  const lane = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const ofFile = strict(await runFile(file, watch.environment))
      printProgress(file, ofFile)
      results.push(...ofFile)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}

/** Where end-to-end tests are required, skipping one hides something. */
const strict = (results: readonly Result[]): readonly Result[] =>
  results.map((result) =>
    required && result.outcome === 'skipped' && endToEnd(result.file)
      ? { ...result, outcome: 'failed', detail: `skipped, although end-to-end tests are required: ${result.detail}` }
      : result,
  )

process.exitCode = await main(process.argv.slice(2))
