// What is happening in a lab right now, told when it changes?
import { type CliLine, cliLineIn } from '../../e2e/kit/cli-log.ts'
import type { Client, Reply } from '../../e2e/kit/client.ts'
import { commandIn } from '../../e2e/kit/exabgp.ts'
import type { Frr } from '../../e2e/kit/frr.ts'
import type { Route } from '../../e2e/kit/route-table.ts'
import { watchForRepetitions } from '../../e2e/kit/said-once-more.ts'
import type { Appliance } from './appliance.ts'

/** Something worth a line: who it happened to, and what in one or more lines. */
export type Happening = {
  /** A short name. */
  readonly who: string
  readonly what: readonly string[]
  readonly kind: 'step' | 'sent' | 'why' | 'table' | 'answer' | 'loss'
}

export type Tell = (happening: Happening) => void

/** Tells from now on what an appliance sends to ExaBGP, but for what it only says once more, and why. */
export const tellAppliance = ({ name, exabgp }: Appliance, tell: Tell): void => {
  const isRepetition = watchForRepetitions()
  exabgp.program.log.follow((line) => {
    for (const { text } of commandIn(line).filter(({ text }) => !isRepetition(text)))
      tell({ who: name, what: [`to ExaBGP: ${text}`], kind: 'sent' })
    for (const { message } of cliLineIn(line).filter(isReason)) tell({ who: name, what: [`because: ${message}`], kind: 'why' })
  })
}

// That a line was sent is told already, by ExaBGP itself; where the state file lies concerns this machine and not the design.
const isReason = ({ level, fields }: CliLine): boolean => level !== 'debug' && fields.event !== 'sent' && fields.event !== 'state-file'

/** How a path is told besides the neighbor that it came from; default: its as-path. */
type Describe = (route: Route) => string

/** Tells from now on which paths a router has to `prefix`. */
export const tellTable = (
  who: string,
  router: Frr,
  prefix: string,
  tell: Tell,
  describe: Describe = ({ asPath }) => asPath.join(' '),
): void => {
  const family = prefix.includes(':') ? 'ipv6' : 'ipv4'
  const lines = async (): Promise<string[]> => tableLines(prefix, (await router.table(family)).get(prefix) ?? [], describe)
  tellChanges(lines, (what) => tell({ who, what, kind: 'table' }))
}

/** Asks again and again, for whoever sends no event, and tells what has changed; what stood for one look only was on its way to something else. */
export const tellChanges = (ask: () => Promise<readonly string[]>, tell: (lines: readonly string[]) => void): void => {
  let told = ''
  let seen = ''
  const look = async (): Promise<void> => {
    const lines = await ask()
    const now = lines.join('\n')
    if (now === seen && now !== told) tell(lines)
    told = now === seen ? now : told
    seen = now
  }
  const again = (): void =>
    void look().then(
      () => setTimeout(again, 20).unref(),
      () => setTimeout(again, 200).unref(),
    )
  again()
}

const tableLines = (prefix: string, routes: readonly Route[], describe: Describe): string[] => [
  `${routes.length} ${routes.length === 1 ? 'path' : 'paths'} to ${prefix}`,
  ...routes.map((route) => `${route.inUse ? '>' : ' '} ${route.from.padEnd(12)}${describe(route)}`),
]

/** Tells from now on when someone else answers, and when answers stop. A request that was begun before the last one answered, and times out later, is old news. */
export const tellClient = (client: Client, tell: Tell, who = 'client'): void => {
  let by = ''
  let newest = 0
  let answers = 0
  let losses = 0
  client.follow(({ at, answer, error }: Reply) => {
    if (answer === undefined) losses += 1
    if (at < newest) return
    newest = at
    const now = answer ?? ''
    if (now !== by) {
      tell({ who, ...(answer === undefined ? lost(error, by, answers) : answered(answer, losses)) })
      answers = 0
    }
    if (answer !== undefined) losses = 0
    by = now
    answers += 1
  })
}

type Said = Omit<Happening, 'who'>

const lost = (error: string | undefined, by: string, answers: number): Said => ({
  what: [`no answer (${error}), after ${answers} from ${by}`],
  kind: 'loss',
})

const answered = (page: string, losses: number): Said => ({
  what: [`answered by ${page}${losses === 0 ? '' : `, after ${losses} lost ${losses === 1 ? 'request' : 'requests'}`}`],
  kind: 'answer',
})
