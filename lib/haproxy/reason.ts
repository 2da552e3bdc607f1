// Why does a backend have this capacity, in words for a log line?
import type { ServerRow } from './snapshot.ts'
import { firstWord, isAgentsOrder, takesRequests } from './status.ts'

/** What the words tell; `counted` are the active servers that capacity is a share of. */
type CapacityFacts = {
  readonly counted: readonly ServerRow[]
  readonly carriers: { readonly servers: readonly ServerRow[]; readonly onBackups: boolean }
  readonly pending: ReadonlySet<ServerRow>
  /** How many of those that carry requests were not verified within `warmup`, and count as they read. */
  readonly presumed: number
  readonly capacity: number
  /** HAProxy calls the backend DOWN. */
  readonly closed: boolean
}

const mostNames = 3

/**
 * Such as `1 of 2 servers, 50% (web2 DOWN L4CON)` or `0 of 2 servers, running on 1 backup, 50% (…)`. The words stay the same for as long as
 * nothing changes: they hold no durations and no progress of checks.
 */
export const capacityReason = ({ counted, carriers, pending, presumed, capacity, closed }: CapacityFacts): string => {
  const active = carriers.onBackups ? 0 : carriers.servers.length
  const parts = [
    counted.length === 0 ? 'no active server outside maintenance' : `${active} of ${counted.length} servers`,
    ...(carriers.onBackups ? [`running on ${carriers.servers.length} ${carriers.servers.length === 1 ? 'backup' : 'backups'}`] : []),
    pending.size === 0 ? percent(capacity) : `${pending.size} not verified yet`,
    ...(presumed === 0 ? [] : [`${presumed} not verified within warmup`]),
    ...(closed && counted.some(isReady) ? ['HAProxy calls the backend DOWN'] : []),
  ]
  const busy = new Set([...carriers.servers, ...pending])
  const idle = counted.filter((server) => !busy.has(server))
  return `${parts.join(', ')}${named(idle)}`
}

// Rounded down, so that it never reads as a threshold that was missed; a share of 0.29 is 28.999… times a hundredth.
const percent = (capacity: number): string => {
  const whole = Math.floor(capacity * 100 + 1e-9)
  return whole === 0 && capacity > 0 ? '<1%' : `${whole}%`
}

const named = (idle: readonly ServerRow[]): string => {
  if (idle.length === 0) return ''
  const more = idle.length > mostNames ? ` and ${idle.length - mostNames} more` : ''
  return ` (${idle.slice(0, mostNames).map(describe).join(', ')}${more})`
}

const describe = (row: ServerRow): string => {
  const { server, status, weight, checkStatus, agentStatus = '' } = row
  if (takesRequests(status)) return isReady(row) ? `${server} ${firstWord(status)}` : `${server} weight ${weight}`
  const byAgent = firstWord(status) === 'DOWN' ? status.includes('agent') : isAgentsOrder(agentStatus)
  const said = (byAgent ? `agent ${agentStatus}` : checkStatus).replace(/\* /, '').trim()
  return [server, firstWord(status), ...(said === '' ? [] : [said])].join(' ')
}

const isReady = ({ status, weight }: ServerRow): boolean => takesRequests(status) && weight > 0
