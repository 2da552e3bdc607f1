// npm run lab: does health decide the routes, live, on one machine, between two regions?
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { builtCommand } from '../e2e/kit/built-program.ts'
import { install, isDebian, missing, wrongPlace } from '../e2e/kit/requirements.ts'
import { Run } from '../e2e/kit/run.ts'
import { topology } from './azure-vwan.ts'
import { guide } from './guide.ts'
import { printResults, say, timelinePrinter } from './print.ts'
import { results } from './results.ts'
import { markAsLab, runningLabs, stopLabs } from './running.ts'
import { failAndRecover } from './scenario.ts'
import { type Tell, tellWorld } from './timeline.ts'
import { buildWorld, startRegions, startRouters, type World } from './world.ts'

const usage = `npm run lab              run the two-region lab, fail over and back, clean up
npm run lab -- --keep    the same, but leave it running until Ctrl-C
npm run lab -- --list    the labs that run on this machine
npm run lab -- --stop    end them`

/** Gives the exit status: 0 if everything was as the design promises. */
const main = async (words: readonly string[]): Promise<number> => {
  const options = readOptions(words)
  if (options === undefined) return 2
  if (options.help) return report(0, usage)
  const refusal = await whyNot()
  if (refusal !== undefined) return report(1, `The lab cannot run here: ${refusal}`)
  if (options.list) return report(0, ...listLabs())
  if (options.stop) return report(0, `labs stopped: ${await stopLabs()}`)
  return untilInterrupted((interruption) => lab(options.keep, interruption))
}

const readOptions = (words: readonly string[]): Readonly<Record<'keep' | 'list' | 'stop' | 'help', boolean>> | undefined => {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ args: [...words], options: { keep: flag, list: flag, stop: flag, help: flag } }).values
  } catch (error) {
    report(2, messageOf(error), usage)
    return undefined
  }
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

const listLabs = (): string[] => {
  const labs = runningLabs().map(({ id, folder, owner }) => `lab ${id}, process ${owner}, namespaces rhi-${id}-…, logs in ${folder}`)
  return labs.length === 0 ? ['no lab is running'] : labs
}

/** Runs `work` until someone presses Ctrl-C, closes the terminal or stops reading the output; `work` is told by the promise and cleans up itself. */
const untilInterrupted = async (work: (interruption: Promise<void>) => Promise<number>): Promise<number> => {
  const interruption = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.stdout.on('error', () => resolve())
  })
  return work(interruption)
}

const lab = async (keep: boolean, interruption: Promise<void>): Promise<number> => {
  const tell = timelinePrinter()
  const step = (what: string): void => tell({ who: 'lab', what: [what], kind: 'step' })
  await prepare(step)
  const run = await Run.start()
  markAsLab(run)
  try {
    const status = await Promise.race([show(run, tell, step, keep), interruption.then(() => interrupted)])
    if (keep && status !== interrupted) await interruption
    return status
  } catch (error) {
    return report(1, '', `The lab failed: ${messageOf(error)}`, ...run.tails(10))
  } finally {
    await run.close()
    step('everything is cleaned up')
  }
}

/** The exit status that a shell gives for SIGINT. */
const interrupted = 130

const prepare = async (step: (what: string) => void): Promise<void> => {
  await install({ say: step })
  step('building the command line program')
  await execa('npm', ['run', 'build'], { cwd: join(import.meta.dirname, '../..'), stdin: 'ignore' })
}

const show = async (run: Run, tell: Tell, step: (what: string) => void, keep: boolean): Promise<number> => {
  step('wiring two regions, four hub routers, a provider edge router and a client')
  const world = await buildWorld(run, topology, builtCommand)
  step('starting the routers (FRR)')
  await startRouters(world)
  tellWorld(world, tell)
  step('starting web servers, HAProxy, and ExaBGP, which runs exabgp-haproxy')
  await startRegions(world)
  step('both regions are announced')
  const all = results(topology, await failAndRecover(world, { narrate: step, steady: 40 }))
  printResults(all)
  const asExpected = all.every(({ holds }) => holds)
  say(asExpected ? 'Everything was as the design promises.' : 'Not everything was as the design promises.')
  if (keep) say('', ...lookAround(run, world), '')
  return asExpected ? 0 : 1
}

const lookAround = ({ id }: Run, world: World): string[] => {
  const namespace = (name: string): string => `rhi-${id}-${name}`
  return guide(world, { client: namespace('client'), edge: namespace('edge'), appliance: namespace('north-appliance') })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

process.exit(await main(process.argv.slice(2)).catch((error: unknown) => report(1, `The lab failed: ${messageOf(error)}`)))
