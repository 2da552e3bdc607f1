// What is happening in the two regions right now, told when it changes?
import { type CliLine, cliLineIn } from '../e2e/kit/cli-log.ts'
import type { Client, Reply } from '../e2e/kit/client.ts'
import { commandIn } from '../e2e/kit/exabgp.ts'
import type { Route } from '../e2e/kit/route-table.ts'
import type { LivingRegion, World } from './world.ts'

/** Something worth a line: who it happened to, and what in one or more lines. */
export type Happening = {
  readonly who: string
  readonly what: readonly string[]
  readonly kind: 'step' | 'sent' | 'why' | 'edge' | 'answer' | 'loss'
}

export type Tell = (happening: Happening) => void

/** Tells from now on what each appliance sends to ExaBGP and why, how the edge's table changes, and who answers the client. */
export const tellWorld = (world: World, tell: Tell): void => {
  for (const region of [world.primary, world.secondary]) tellAppliance(region, tell)
  tellEdge(world, tell)
  tellClient(world.client, tell)
}

const tellAppliance = ({ name, exabgp }: LivingRegion, tell: Tell): void => {
  exabgp.program.log.follow((line) => {
    for (const { text } of commandIn(line)) tell({ who: name, what: [`to ExaBGP: ${text}`], kind: 'sent' })
    for (const { message } of cliLineIn(line).filter(isReason)) tell({ who: name, what: [`because: ${message}`], kind: 'why' })
  })
}

// That a line was sent is told already, by ExaBGP itself.
const isReason = ({ level, fields }: CliLine): boolean => level !== 'debug' && fields.event !== 'sent'

/** bgpd sends no event when its table has changed, so it is asked again and again; what stood for one look only was on its way to something else. */
const tellEdge = ({ edge, topology }: World, tell: Tell): void => {
  const prefix = `${topology.vip}/32`
  let told = ''
  let seen = ''
  const look = async (): Promise<void> => {
    const what = tableLines(prefix, (await edge.table()).get(prefix) ?? [])
    const now = what.join()
    if (now === seen && now !== told) tell({ who: 'edge', what, kind: 'edge' })
    told = now === seen ? now : told
    seen = now
    setTimeout(again, 20)
  }
  const again = (): void => void look().catch(() => {})
  again()
}

const tableLines = (prefix: string, routes: readonly Route[]): string[] => [
  `${routes.length} ${routes.length === 1 ? 'path' : 'paths'} to ${prefix}`,
  ...routes.map(({ from, asPath, inUse }) => `${inUse ? '>' : ' '} ${from.padEnd(12)}${asPath.join(' ')}`),
]

/** A line when someone else answers, and when answers stop. A request that was begun before the last one answered, and times out later, is old news. */
const tellClient = (client: Client, tell: Tell): void => {
  let who = ''
  let newest = 0
  let answers = 0
  let losses = 0
  client.follow(({ at, answer, error }: Reply) => {
    if (answer === undefined) losses += 1
    if (at < newest) return
    newest = at
    const now = answer ?? ''
    if (now !== who) {
      tell(answer === undefined ? lost(error, who, answers) : answered(answer, losses))
      answers = 0
    }
    if (answer !== undefined) losses = 0
    who = now
    answers += 1
  })
}

const lost = (error: string | undefined, who: string, answers: number): Happening => ({
  who: 'client',
  what: [`no answer (${error}), after ${answers} from ${who}`],
  kind: 'loss',
})

const answered = (title: string, losses: number): Happening => ({
  who: 'client',
  what: [`answered by ${title}${losses === 0 ? '' : `, after ${losses} lost ${losses === 1 ? 'request' : 'requests'}`}`],
  kind: 'answer',
})
