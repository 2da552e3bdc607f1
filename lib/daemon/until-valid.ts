// What does a process do that has no valid configuration, and none to go back to?
import type { NoCommand } from '../config/flags/arguments.ts'
import { type Problem, shown } from '../config/problems/problem.ts'
import type { ReadConfig } from '../config/read.ts'
import { type FileText, otherText } from '../io/text-file.ts'
import { choose } from '../record/kept-config.ts'
import { interpret, type Start, textIn, type Valid } from './configure.ts'
import type { First } from './first.ts'
import type { ConfigKeeper } from './kept-config.ts'
import { type Log, openLog } from './log.ts'
import { logProblems } from './log-problems.ts'
import type { Mistakes } from './mistakes.ts'
import type { offerUnconfigured } from './offer-unconfigured.ts'
import type { Parts } from './part.ts'
import type { Surroundings } from './state-place.ts'

const lookAgainEveryMs = 1000

/** A configuration that is none, and how it wants that to be logged. */
type Invalid = Extract<ReadConfig, { ok: false }>

/** What it needs while it waits. `noCommand`: what stands in the place of a command, where it is none. */
export type Waiting = { readonly parts: Parts; readonly mistake: Mistakes; readonly noCommand: NoCommand | undefined }

/** Resolves once the file makes a valid configuration. Until then nothing new is announced, and `status` tells what is wrong. */
export const untilValid = async (
  start: Start,
  around: Surroundings,
  { parts, mistake, noCommand }: Waiting,
  { log, keeper }: { readonly log: Log; readonly keeper: ConfigKeeper },
): Promise<First> => {
  const asked = parts.add(askable({ start, around, log: log.write, mistake }))
  const valid = await configureUntilValid(start, ({ problems, log: wanted }, text) => {
    const log = openLog(wanted)
    logProblems(log.write, problems)
    const what = noCommand === undefined ? advice(problems, start.file) : adviceOnCommand(noCommand)
    const why = noCommand === undefined ? 'the configuration is broken' : 'no command was carried out'
    log.write({ level: 'error', message: `${why}, so nothing new is announced and nothing is withdrawn: ${what}`, fields: {} })
    void asked.follow({ problems, text, advice: what })
  })
  asked.stop()
  log.follow(valid.config.log)
  log.write({ level: 'info', message: 'the configuration is valid now', fields: {} })
  const text = valid.text?.ok ? valid.text.text : undefined
  void keeper.keep(choose(keeper.kept, text, keeper.now()).kept)
  return { ...valid, log, keeper, text, fallback: undefined }
}

// Nothing of it is loaded where the first configuration is a good one.
const askable = (
  around: Parameters<typeof offerUnconfigured>[0],
): Pick<ReturnType<typeof offerUnconfigured>, 'follow' | 'stop' | 'flushed'> => {
  const offer = import('./offer-unconfigured.ts').then(({ offerUnconfigured }) => offerUnconfigured(around))
  let followed: Promise<unknown> = offer
  return {
    follow: (broken) => {
      followed = followed
        .then(async () => (await offer).follow(broken))
        .catch((error) => around.mistake('nobody can ask this process', error))
      return followed
    },
    stop: () => void offer.then(({ stop }) => stop()).catch(() => {}),
    flushed: () => offer.then(({ flushed }) => flushed()),
  }
}

// Looks at the file until it makes a valid configuration; each new set of problems is reported once. Flags alone are never mended.
const configureUntilValid = async (
  start: Start,
  report: (invalid: Invalid, text: FileText | undefined) => void,
): Promise<Valid & { readonly text: FileText | undefined }> => {
  for (let text = await textIn(start.file), reported = ''; ; text = await otherTextIn(start.file, text)) {
    const configured = await interpret(start, text)
    if (configured.ok) return { ...configured, text }
    const problems = JSON.stringify(configured.problems)
    if (problems !== reported) report(configured, text)
    reported = problems
  }
}

const otherTextIn = (file: string | undefined, before: FileText | undefined): Promise<FileText> =>
  file === undefined || before === undefined ? new Promise(() => {}) : otherText(file, before, lookAgainEveryMs)

// Only the file is read again; a file that cannot be read is a problem of the flag that names it.
const advice = (problems: readonly Problem[], file: string | undefined): string => {
  const mendedByFile = ({ place }: Problem): boolean => place.kind === 'file' || place.label === '--config'
  const refusals = problems.filter(({ warning }) => warning !== true)
  return [
    ...(refusals.every(mendedByFile) ? [] : ['correct the command in the configuration of ExaBGP and restart ExaBGP']),
    ...(refusals.some(mendedByFile) ? [`correct ${file}, it is read again every second`] : []),
  ].join('; ')
}

// What is no command was meant for ExaBGP, or for a script or an ssh whose stdin is a pipe as well; nothing tells them apart.
const adviceOnCommand = ({ text, meant, forPeople }: NoCommand): string => {
  if (forPeople)
    return `${shown(text)} ends at once, and ExaBGP stops when what it runs ends again and again, so it waits: correct the command in the configuration of ExaBGP and restart ExaBGP`
  const question = meant === undefined ? '' : ` (did you mean ${shown(meant)}?)`
  const how =
    'if ExaBGP started it, correct the command in the configuration of ExaBGP and restart ExaBGP; else end it and type the command again'
  return `${shown(text)} is no command${question}, and it waits because its stdin is a pipe, as under ExaBGP: ${how}`
}
