// npm run lab: how does a lab run, and what is shown of it?
import { join } from 'node:path'
import { execa } from 'execa'
import { install, isDebian, missing, wrongPlace } from '../../e2e/kit/requirements.ts'
import { Run } from '../../e2e/kit/run.ts'
import { guideLines, linesOf, type Row } from './guide.ts'
import type { Lab, Stage } from './lab.ts'
import { monitorPrograms } from './monitor.ts'
import { type Options, readOptions, usage } from './options.ts'
import { printResults, say, timelinePrinter } from './print.ts'
import { complaints } from './reasons.ts'
import { markAsLab, runningLabs, stopLabs } from './running.ts'
import type { Tell } from './timeline.ts'
import { watched } from './watching.ts'

/** Does what the words of the command line say; gives the exit status: 0 if everything was as the design promises. */
export const main = async (labs: readonly [Lab, ...Lab[]], words: readonly string[], prepare = installAndBuild): Promise<number> => {
  const read = readOptions(labs, words)
  if (!read.ok) return report(2, read.reason, usage)
  if (read.options.help) return report(0, usage)
  const refusal = await whyNot()
  if (refusal !== undefined) return report(1, `The lab cannot run here: ${refusal}`)
  if (read.options.list) return report(0, ...labs.map(({ name, title }) => `${name.padEnd(14)}${title}`), '', ...running())
  if (read.options.stop) return report(0, `labs stopped: ${await stopLabs()}`)
  return untilInterrupted((interruption) => perform(read.options, prepare, interruption))
}

const report = (status: number, ...lines: readonly string[]): number => {
  say(...lines)
  return status
}

/** What this machine lacks that the lab cannot install itself. */
const whyNot = async (): Promise<string | undefined> => {
  const place = await wrongPlace()
  if (place !== undefined) return `${place}; it needs root on Debian, for example: sudo npm run lab`
  const reasons = isDebian() ? [] : await missing()
  return reasons.length === 0 ? undefined : `${reasons.join(', ')}; on Debian it would install that itself`
}

const running = (): string[] => {
  const lines = runningLabs().map(
    ({ lab, id, folder, owner }) => `running: ${lab}, process ${owner}, namespaces rhi-${id}-…, logs in ${folder}`,
  )
  return lines.length === 0 ? ['no lab is running'] : lines
}

/** Runs `work` until someone presses Ctrl-C, closes the terminal or stops reading the output; `work` is told by the promise and cleans up itself. */
const untilInterrupted = async (work: (interruption: Promise<void>) => Promise<number>): Promise<number> => {
  const interruption = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.stdout.on('error', () => resolve())
  })
  return work(interruption)
}

const perform = async ({ lab, keep, watch }: Options, prepare: typeof installAndBuild, interruption: Promise<void>): Promise<number> => {
  const tell = timelinePrinter()
  const step = (what: string): void => tell({ who: 'lab', what: [what], kind: 'step' })
  await prepare(step, watch)
  const run = await Run.start()
  markAsLab(run, lab.name)
  try {
    const showing = show({ lab, keep, watch }, run, tell, step).catch((error: unknown) => reportFailure(error, run, keep))
    const status = await Promise.race([showing, interruption.then(() => interrupted)])
    if (keep && status !== interrupted) await interruption
    return status
  } finally {
    await run.close()
    step('everything is cleaned up')
  }
}

/** What was waited for in vain, what the programs complain of, and the ends of their logs above it. */
const reportFailure = (error: unknown, run: Run, keep: boolean): number => {
  const why = complaints(run.outputs())
  return report(
    1,
    ...run.tails(10),
    '',
    `The lab failed: ${error instanceof Error ? error.message : String(error)}`,
    ...(why.length === 0 ? [] : ['What the programs complain of:', ...why.map((it) => `  ${it}`)]),
    ...(keep ? [`It is kept until Ctrl-C: namespaces rhi-${run.id}-…, logs in ${run.folder}`] : []),
  )
}

/** The exit status that a shell gives for SIGINT. */
const interrupted = 130

const installAndBuild = async (step: (what: string) => void, watch: boolean): Promise<void> => {
  await install({ say: step, also: watch ? monitorPrograms : [] })
  step('building the command line program')
  await execa('npm', ['run', 'build'], { cwd: join(import.meta.dirname, '../../..'), stdin: 'ignore' })
}

type Showing = Pick<Options, 'lab' | 'keep' | 'watch'>

const show = async ({ lab, keep, watch }: Showing, run: Run, tell: Tell, step: (what: string) => void): Promise<number> => {
  const places: Row[] = []
  const beside: Stage['watch'] = async (boxes) => {
    step('starting a Prometheus that looks at the appliances')
    places.push(...(await watched(run, boxes)))
    say('', 'To watch it in a browser on this machine:', ...linesOf(places), '')
  }
  const { results, guide } = await lab.play({ run, tell, step, watch: watch ? beside : async () => {}, steady: 40 })
  printResults(results)
  const asExpected = results.every(({ holds }) => holds)
  say(asExpected ? 'Everything was as the design promises.' : 'Not everything was as the design promises.')
  if (keep) say('', ...guideLines([...places, ...guide]), '')
  return asExpected ? 0 : 1
}
