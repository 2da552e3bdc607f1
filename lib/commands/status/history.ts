// What has become of the services lately, as the running processes tell it?
import * as v from 'valibot'
import { print, printResult } from '../../io/print.ts'
import { printableJson } from '../../log/printable.ts'
import { stateWords } from '../../policy/state-word.ts'
import type { HistoryReply } from '../../status/history.ts'
import { historyText } from '../../status/history-text.ts'
import { askProcesses } from '../processes.ts'
import { exitUnknown, style } from './lines.ts'
import type { Question } from './question.ts'
import { refuseStrangers } from './refuse.ts'
import { askStatus, strangersIn } from './snapshots.ts'

const state = v.picklist([...stateWords, 'removed'])

const replySchema = v.object({
  version: v.literal(1),
  time: v.number(),
  since: v.number(),
  recordPath: v.exactOptional(v.string()),
  transitions: v.array(
    v.object({
      time: v.number(),
      service: v.string(),
      from: state,
      to: state,
      tier: v.exactOptional(v.number()),
      capacity: v.exactOptional(v.number()),
      reason: v.string(),
    }),
  ),
}) satisfies v.GenericSchema<HistoryReply>

/** How far back it goes where that is not said. */
const shownMs = 24 * 3_600_000

/** 0, or 3 where nobody answers or has such a service. With `--json` a line for each change. */
export const printHistory = async ({ services, sinceMs, form, ...choice }: Question): Promise<number> => {
  const since = Math.max(0, Date.now() - (sinceMs ?? shownMs))
  const { answered, troubles } = await askProcesses(choice, `GET /v1/history?since=${Math.round(since)}`)
  const read = await Promise.all(answered.map(({ body }) => (v.is(replySchema, body) ? refilled(body, since) : undefined)))
  const replies = read.flatMap((one) => (one === undefined ? [] : [chosen(one.reply, services)]))
  const others = answered.filter(({ body }) => !v.is(replySchema, body)).map(({ socket }) => `${socket}: an answer of another version`)
  const silent = [...troubles.map(({ line }) => line), ...others, ...read.flatMap((one) => one?.problem ?? [])]
  if (silent.length > 0) await print('stderr', silent)
  // One that was removed has a history, one that never stood otherwise has none.
  const unseen = services.filter((name) => !replies.some(({ transitions }) => transitions.some(({ service }) => service === name)))
  const whom = { ...choice, services: unseen }
  const strangers = unseen.length === 0 ? [] : strangersIn(await askStatus(whom), whom)
  if (strangers.length > 0) return refuseStrangers(strangers, false)
  const status = replies.length === 0 ? exitUnknown : 0
  if (form === 'json') return printResult(replies.flatMap(({ transitions }) => transitions).map(printableJson), status, 'verbatim')
  return printResult(
    replies.flatMap((reply) => historyText(reply, style())),
    status,
    'chart',
  )
}

// What the process does not know, as it has not run for so long, its record may tell.
const refilled = async (reply: HistoryReply, from: number): Promise<{ readonly reply: HistoryReply; readonly problem?: string }> => {
  const { recordPath, since, transitions } = reply
  if (recordPath === undefined || since <= from) return { reply }
  const { recordedTransitions } = await import('./recorded.ts')
  const { transitions: recorded, ...rest } = await recordedTransitions(recordPath, from, since)
  return { reply: { ...reply, since: from, transitions: [...recorded, ...transitions] }, ...rest }
}

const chosen = (reply: HistoryReply, names: readonly string[]): HistoryReply =>
  names.length === 0 ? reply : { ...reply, transitions: reply.transitions.filter(({ service }) => names.includes(service)) }
