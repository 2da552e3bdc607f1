// What do services, ExaBGP and the last look say of the VIPs that are put on this machine?
import { parsePrefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import type { Conversation } from '../exabgp/conversation.ts'
import { isOpen } from '../exabgp/phase.ts'
import { type Announced, type Rib, said } from '../exabgp/rib.ts'
import { addressOf, managedVips, type PutVip } from '../policy/managed-vips.ts'
import { remembering } from '../values/remembering.ts'
import type { State } from './state.ts'

/** VIPs that are to be put there, by VIP; none in a terminal, nor for a shadow. */
export const managedIn = ({ loopback, config, exabgp }: State): ReadonlyMap<string, PutVip> =>
  loopback.manages ? managedOf(config, exabgp.sessions.settled) : none

const none: ReadonlyMap<string, PutVip> = new Map()

const managedOf = remembering((config: Config, sessions: Conversation['sessions']['settled']): ReadonlyMap<string, PutVip> => {
  if (config.services.every(({ loopback }) => loopback === undefined)) return none
  const peers = config.sessions?.peers.flatMap(({ localAddress }) => localAddress ?? []) ?? []
  const local = [...sessions.values()].flatMap(({ localAddress }) => localAddress ?? [])
  return managedVips(
    config.services,
    new Set([...peers, ...local, ...(config.sessions?.routerId === undefined ? [] : [config.sessions.routerId])]),
  )
})

/** Whether this machine has the VIP, by the last look that found out; undefined before one has. */
export const isThere = ({ local }: Pick<State, 'local'>, vip: string): boolean | undefined =>
  local.addresses && canonical(local.addresses).has(addressOf(vip))

const canonical = remembering(
  (addresses: readonly string[]): ReadonlySet<string> =>
    new Set(addresses.map(parsePrefix).flatMap((read) => (read.ok ? [read.value.address] : []))),
)

/** Whether some service wants it announced. */
export const isDesired = ({ desired }: State, vip: string): boolean => desiredVips(desired).has(vip)

/** Whether ExaBGP has said that it announces it. */
export const isAnnounced = ({ exabgp }: State, vip: string): boolean => saidVips(exabgp.announced).has(vip)

/** Whether it surely is not announced: nobody wants it, and ExaBGP has acknowledged as much, or has had its time. */
export const isWithdrawn = ({ desired, exabgp }: State, vip: string): boolean =>
  isOpen(exabgp.phase) &&
  !desiredVips(desired).has(vip) &&
  !announcedVips(exabgp.announced).has(vip) &&
  !inheritedVips(exabgp.inherited).has(vip) &&
  !isOnItsWay(exabgp, vip)

const isOnItsWay = ({ waiting }: Conversation, vip: string): boolean =>
  waiting?.command.kind === 'announce' && waiting.command.routes.some(({ nlri }) => nlri.prefix.text === vip)

const vipsOf = (entries: Iterable<Announced>): ReadonlySet<string> => new Set([...entries].map(({ nlri }) => nlri.prefix.text))

// Each remembers the last of its own.
const desiredVips = remembering((rib: Rib) => vipsOf(rib.values()))
const announcedVips = remembering((rib: Rib) => vipsOf(rib.values()))
const inheritedVips = remembering((rib: Rib) => vipsOf(rib.values()))
const saidVips = remembering((rib: Rib) => vipsOf(said(rib)))
