// What is there to measure of a service, its checks, its VIPs, and of a neighbor?
import { stateWords } from '../../policy/state-word.ts'
import type { OrderSnapshot } from '../orders.ts'
import type { ServiceSnapshot } from '../service.ts'
import { orderedBy, trafficSigns, waitingWords } from '../words.ts'
import { type AnyFamily, byWord, flag, several, single, timestamp } from './family.ts'

const serviceGauge = single('service', 'gauge')
const checkGauge = single('check', 'gauge')
const checkCounter = single('check', 'counter')
const vipGauge = single('vip', 'gauge')

export const serviceFamilies: readonly AnyFamily[] = [
  byWord(
    'service',
    'gauge',
    'state',
    stateWords,
  )('service_state', 'Where the service stands: 1 for the state that it is in, 0 for the others.', ({ state }, word) =>
    flag(word === state),
  ),
  serviceGauge('service_tier', 'The tier that it stands on: 1 is the best, 0 none.', ({ tier }) => tier ?? 0),
  serviceGauge('service_tiers', 'How many tiers it has.', ({ tiers }) => tiers),
  serviceGauge(
    'service_capacity_ratio',
    'What its checks come to, settled, from 0 to 1; NaN while that is open.',
    ({ capacity }) => capacity ?? Number.NaN,
  ),
  serviceGauge('service_sessions', 'Sessions that HAProxy has on the proxies of its checks.', ({ sessions }) => sessions),
  single('service', 'counter')(
    'service_sessions_total',
    'Sessions that HAProxy has had on the proxies of its checks since it started; absent while they are not known.',
    ({ sessionsTotal }) => sessionsTotal,
  ),
  byWord(
    'service',
    'gauge',
    'sign',
    trafficSigns,
  )('service_traffic', 'Whether sessions do not agree with what is announced: 1 for the way in which they do not.', ({ traffic }, word) =>
    flag(traffic?.sign === word),
  ),
  serviceGauge('service_unknown', 'Whether the newest result of a check is unknown, so that its last one holds.', ({ unknown }) =>
    flag(unknown),
  ),
  byWord(
    'service',
    'gauge',
    'for',
    waitingWords,
  )('service_waiting', 'What withholds a change of the service: 1 for each that does.', ({ waiting }, word) =>
    flag(waiting.some((one) => one.for === word)),
  ),
  serviceGauge(
    'service_damping_penalty',
    'What receivers that damp routes hold against it; absent where it is not damped.',
    (service) => service.dampingPenalty,
  ),
  serviceGauge('service_last_change_timestamp_seconds', 'When the state, or the tier, became what it is.', ({ since }) => timestamp(since)),
  byWord(
    'service',
    'counter',
    'to',
    stateWords,
  )('service_changes_total', 'How often it has come to stand so.', ({ changes }, word) => changes[word] ?? 0),
  byWord(
    'service',
    'gauge',
    'by',
    orderedBy,
  )('maintenance_since_timestamp_seconds', 'Since when it has been ordered to leave; 0 where it is not.', (service, by) =>
    timestamp(orderedSince(service, by)),
  ),
  checkGauge(
    'check_capacity_ratio',
    'What the check stands for, by rise and fall, from 0 to 1; NaN while that is open.',
    ({ settled }) => settled?.capacity ?? Number.NaN,
  ),
  checkGauge('check_unknown', 'Whether the newest result is unknown.', ({ newest }) => flag(newest?.kind === 'unknown')),
  checkCounter('check_results_total', 'Results of the check.', ({ results }) => results),
  checkCounter('check_failures_total', 'Results without any capacity.', ({ failures }) => failures),
  checkCounter('check_unknown_total', 'Results that told nothing.', ({ unknown }) => unknown),
  several('check', 'summary', [])('check_duration_seconds', 'How long results of the check were awaited.', ({ durationMs, results }) => [
    { suffix: '_sum', labels: '', value: durationMs / 1000 },
    { suffix: '_count', labels: '', value: results },
  ]),
  vipGauge(
    'vip_announced',
    'Whether ExaBGP announces the VIP, as far as it says so, and a neighbor takes it; absent where the process is a shadow.',
    ({ announced }) => (announced === undefined ? undefined : flag(announced)),
  ),
  vipGauge(
    'vip_local',
    '0 where its route leads to this machine and none of its addresses is in the VIP; absent while nobody knows.',
    ({ local }) => (local === undefined ? undefined : flag(local)),
  ),
  single('neighbor', 'gauge')(
    'neighbor_up',
    'Whether a session with the neighbor is up, 0 where ExaBGP has no such neighbor; absent while nothing was heard of it.',
    ({ state, absent }) => (state === 'unknown' && !absent ? undefined : flag(state === 'up')),
  ),
  single('neighbor', 'counter')('neighbor_changes_total', 'How often the neighbor has come or gone.', ({ changes }) => changes),
]

const orderedSince = ({ orders }: ServiceSnapshot, by: OrderSnapshot['by']): number | undefined => {
  if (orders.length === 0) return undefined
  const times = orders.filter((one) => one.by === by).map(({ since }) => since)
  return times.length === 0 ? undefined : Math.min(...times)
}
