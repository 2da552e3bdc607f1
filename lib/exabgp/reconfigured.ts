// Where does the talk with ExaBGP stand once another configuration is in force?
import { type Audience, addressedKey } from '../bgp/route.ts'
import { assumed } from './begin.ts'
import type { Conversation } from './conversation.ts'
import { questionedAnew } from './in-question.ts'
import { isOurs } from './ours.ts'
import { isOpen } from './phase.ts'
import { redivided } from './redivided.ts'
import { type Announced, doubtful, type Rib } from './rib.ts'
import { states } from './sessions.ts'
import type { Settings } from './settings.ts'

/** What ExaBGP has stays what it has; what is known of ExaBGP itself stays known. */
export const reconfigured = (conversation: Conversation, settings: Settings, at: number): Conversation => {
  const { grammar, refresh, listing, endOfRib } = conversation
  const owned = claimed(conversation, settings)
  const next = {
    ...conversation,
    ...owned,
    announced: isOpen(conversation.phase) ? owned.announced : new Map([...assumed(settings.range), ...owned.announced]),
    settings,
    changes: new Map([...conversation.changes].filter(([, change]) => isOurs(conversation, change, at))),
    grammar: {
      ...grammar,
      neighbors: settings.neighbors,
      spelling: new Map([...Object.entries(settings.spelling ?? {}), ...grammar.spelling]),
    },
    refresh: { ...refresh, at: Math.min(refresh.at, refresh.at === Number.POSITIVE_INFINITY ? refresh.at : at + settings.refreshMs) },
    // Of VIPs that are new nothing was noted.
    listing: { ...listing, by: new Set<string>(), compareAt: soonerBy(listing.compareAt, at + settings.refreshMs) },
    endOfRib: { ...endOfRib, due: sameEnds(conversation.settings, settings) ? endOfRib.due : settings.endOfRib },
  }
  return isDividedAlike(conversation.settings, settings) ? next : dividedAnew(next, conversation.settings, at)
}

const soonerBy = (time: number, limit: number): number => (time === Number.POSITIVE_INFINITY ? time : Math.min(time, limit))

const sameEnds = (one: Settings, other: Settings): boolean => JSON.stringify(one.endOfRib) === JSON.stringify(other.endOfRib)

// What an earlier run left of a VIP that is configured again is ours; what a neighbor has that is none of ours may be another process's.
const claimed = ({ announced, inherited }: Conversation, { vips, neighbors }: Settings): Pick<Conversation, 'announced' | 'inherited'> => {
  const isClaimed = ({ nlri, to }: Announced): boolean =>
    vips.has(nlri.prefix.text) && (to === undefined || neighbors.length === 0 || to.some((one) => neighbors.includes(one)))
  const ours = [...inherited].filter(([, entry]) => isClaimed(entry))
  if (ours.length === 0) return { announced, inherited }
  return {
    announced: new Map([...ours, ...announced]),
    inherited: new Map([...inherited].filter(([, entry]) => !isClaimed(entry))),
  }
}

const isDividedAlike = (one: Settings, other: Settings): boolean => division(one) === division(other)

const division = ({ neighbors, audiences }: Settings): string => JSON.stringify([neighbors, [...audiences]])

// Whatever is noted by audience would be of audiences that are no more, but for what ExaBGP may not have sent, which is as much in doubt as before. A command
// in flight may still be carried out for them; its answer tells nothing any more than that ExaBGP reads.
const dividedAnew = (conversation: Conversation, before: Settings, at: number): Conversation => {
  const { announced, aside, waiting, refresh, sessions, neighbors } = conversation
  const isOfRoutes = waiting?.command.kind === 'announce' || waiting?.command.kind === 'withdraw'
  const everyone: Audience = [...new Set([...neighbors.keys(), ...states(sessions).keys()])]
  const next: Conversation = {
    ...conversation,
    announced: redivided(withFlight(new Map([...aside, ...announced]), waiting), before, conversation.settings, everyone),
    aside: new Map(),
    waiting: waiting !== undefined && isOfRoutes ? { ...waiting, command: { kind: 'flush' } } : waiting,
    refused: new Map(),
    suspects: new Map(),
    recent: [],
    refresh: { ...refresh, queue: [], whole: true },
  }
  return questionedAnew(next, at)
}

const withFlight = (announced: Rib, waiting: Conversation['waiting']): Rib =>
  waiting?.command.kind === 'announce' || waiting?.command.kind === 'withdraw'
    ? doubtful(
        announced,
        waiting.command.routes.filter((route) => waiting.command.kind === 'announce' || announced.has(addressedKey(route))),
      )
    : announced
