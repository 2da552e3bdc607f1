// When is a command tried again that has failed?
import { addressedKey, attributesKey } from '../bgp/route.ts'
import type { RouteCommand } from './command.ts'
import type { Conversation, Refusal } from './conversation.ts'
import type { Announced } from './rib.ts'

const firstDelayMs = 1000
const longestDelayMs = 60_000

/** Twice as late each time that the same is refused. */
export const postponed = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const wishes =
    command.kind === 'announce'
      ? command.routes.map((route) => [addressedKey(route), wishOf(route)] as const)
      : command.routes.map((gone) => [addressedKey(gone), wishOf(undefined)] as const)
  const refused = new Map(conversation.refused)
  for (const [key, wish] of wishes) {
    const before = refused.get(key)
    const afterMs = before?.wish === wish ? Math.min(before.afterMs * 2, longestDelayMs) : firstDelayMs
    refused.set(key, { wish, until: at + afterMs, afterMs })
  }
  return { ...conversation, refused }
}

/** Whether it was a withdraw that failed. */
export const isOfWithdraw = (refusal: Pick<Refusal, 'wish'> | undefined): boolean => refusal?.wish === wishOf(undefined)

/** What was wished for an NLRI, so that a refused wish is told from a new one. */
export const wishOf = (entry: Announced | undefined): string =>
  entry === undefined ? 'withdraw' : entry.attributes === 'unknown' ? 'keep' : attributesKey(entry.attributes)
