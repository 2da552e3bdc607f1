// Does everything stay right whatever happens? `npm run chaos -- [--minutes 60] [--seed N] [--exabgp VERSION] [--no-ack] [--haproxy VERSION] [--router NAME …] [--without FAULT …] [--out FOLDER]`
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exabgpVersion, installed as installedExabgp } from '../e2e/kit/exabgp-versions.ts'
import { haproxyVersion, installed as installedHaproxy } from '../e2e/kit/haproxy-versions.ts'
import { install, missing, missingOf, routerPrograms } from '../e2e/kit/requirements.ts'
import { Run } from '../e2e/kit/run.ts'
import { play } from './play.ts'
import { summary } from './report.ts'
import { type RouterName, routerNames } from './routers/router.ts'

const options = {
  minutes: { type: 'string', default: '2' },
  seed: { type: 'string' },
  exabgp: { type: 'string' },
  python: { type: 'string' },
  'no-ack': { type: 'boolean', default: false },
  haproxy: { type: 'string' },
  router: { type: 'string', multiple: true },
  without: { type: 'string', multiple: true },
  out: { type: 'string' },
} as const

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options })
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6))
  const [exabgp, haproxy] = [await exabgpFor(values.exabgp), await haproxyFor(values.haproxy)]
  await install({ say, also: routerPrograms })
  const lacking = [...(await missing()), ...missingOf(routerPrograms), ...exabgp.lacking, ...haproxy.lacking]
  if (lacking.length > 0) return complain(`Expected a machine for chaos, but ${lacking.join(', ')}`)
  const routers = values.router?.map(routerCalled) ?? routerNames
  const python = values.python === undefined ? {} : { python: values.python }
  const run = await Run.start()
  run.closeOnSignals()
  try {
    const versions = { exabgp: { ...exabgp.options, ...python, ack: !values['no-ack'] }, haproxy: haproxy.command, routers }
    const outcome = await play({ run, seed, minutes: Number(values.minutes), versions, without: values.without ?? [], say })
    say(
      summary(
        `ExaBGP ${exabgp.name}${values['no-ack'] ? ' without acknowledgements' : ''}, HAProxy ${haproxy.name}, ${routers.join(' ')}, ${values.minutes} minutes, seed ${seed}`,
        outcome,
      ),
    )
    if (outcome.violations.length > 0 && values.out !== undefined) keepLogs(run.folder, values.out)
    return outcome.violations.length === 0 ? 0 : 1
  } catch (error) {
    for (const line of run.tails(25)) say(line)
    throw error
  } finally {
    await run.close()
  }
}

/** What every program has written, whole. */
const keepLogs = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter((it) => it.endsWith('.log'))) copyFileSync(join(from, name), join(to, name))
}

/** A version of Debian's, or a folder that holds one (`…/src`). */
const exabgpFor = async (version: string | undefined) => {
  if (version === undefined) return installedExabgp
  if (version === '4.2.21' || version === '4.2.25' || version === '5.0') return exabgpVersion(version)
  return { name: version, options: { pythonPath: version }, lacking: existsSync(version) ? [] : [`there is no ExaBGP ${version}`] }
}

const haproxyFor = async (version: string | undefined) => {
  if (version === undefined) return installedHaproxy
  if (version === '2.6' || version === '3.0' || version === '3.2') return haproxyVersion(version)
  return { name: version, command: [version], lacking: [`there is no HAProxy ${version}`] }
}

const routerCalled = (name: string): RouterName => {
  const found = routerNames.find((it) => it === name)
  if (found === undefined) throw new Error(`Expected one of ${routerNames.join(', ')}, got ${name}`)
  return found
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const complain = (what: string): number => {
  say(what)
  return 1
}

process.exitCode = await main()
