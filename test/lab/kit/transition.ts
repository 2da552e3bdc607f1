// What did one change lead to: which lines, which answers, how fast, at what loss?
import type { Client, Reply } from '../../e2e/kit/client.ts'
import { until } from '../../e2e/kit/wait.ts'
import type { Appliance } from './appliance.ts'

/** Times in milliseconds after the change; NaN where nothing was sent. */
export type Transition = {
  readonly answeredBy: string
  /** The lines about routes that the appliance's program sent, and when ExaBGP read the first. */
  readonly sent: readonly string[]
  readonly sentMs: number
  /** When the first answer from whoever took over was complete. */
  readonly clientMs: number
  readonly lost: number
  readonly asked: number
}

type Change = {
  readonly client: Client
  /** Whose lines are told. */
  readonly appliance: Appliance
  readonly change: () => void | Promise<void>
  /** Waits for what else has to be there, for example a routing table, before answers are counted. */
  readonly settled: () => Promise<unknown>
  /** The page of whoever answers in the end. */
  readonly answeredBy: string
  readonly steady: number
}

/** Makes a change and waits until the client is answered by one place only. */
export const transition = async ({ client, appliance, change, settled, answeredBy, steady }: Change): Promise<Transition> => {
  const alreadySent = appliance.sent().length
  const start = Date.now()
  await change()
  await settled()
  const first = await untilAnsweredBy(client, answeredBy, { since: start, steady })
  const sent = appliance.sent(alreadySent)
  const replies = client.replies().filter(({ at }) => at >= start)
  return {
    answeredBy: replies.at(-1)?.answer ?? 'nobody',
    sent: sent.map(({ text }) => text),
    sentMs: (sent[0]?.at ?? Number.NaN) - start,
    clientMs: first.at + first.ms - start,
    lost: replies.filter(({ answer }) => answer === undefined).length,
    asked: replies.length,
  }
}

/** Waits until the client has had `steady` answers in a row with this page to requests begun after `since`; returns the first of these. */
export const untilAnsweredBy = async (
  client: Client,
  page: string,
  { since = 0, steady }: { readonly since?: number; readonly steady: number },
): Promise<Reply> =>
  until(`the client to be answered by ${page}`, () => {
    const replies = client.replies().filter(({ at }) => at >= since)
    const settled = replies.length >= steady && replies.slice(-steady).every(({ answer }) => answer === page)
    return settled ? replies.find(({ answer }) => answer === page) : undefined
  })
