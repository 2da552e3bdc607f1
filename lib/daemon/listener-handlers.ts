// What is the running process asked over the network, where nothing can be ordered?
import { isGreeted } from '../exabgp/phase.ts'
import type { Handlers, Reply } from '../io/control-handlers.ts'
import { metricsType } from '../status/metrics.ts'
import { eventsHandler } from './events-handler.ts'
import { historyHandlers } from './history-handlers.ts'
import { pageHandler } from './page-handler.ts'
import { type StatusTeller, statusHandlers } from './status-handlers.ts'
import { tellMetrics } from './tell-metrics.ts'

/** Those that tell no more than a word, and need no token. */
export const healthPaths = ['/-/healthy', '/-/ready'] as const

export const listenerHandlers = (running: StatusTeller): Handlers => ({
  'GET /': pageHandler(running),
  'GET /events': eventsHandler(running.changes),
  'GET /-/healthy': () => word(200, 'healthy'),
  'GET /-/ready': () => readiness(running),
  'GET /metrics': ofMetrics(running),
  ...statusHandlers(running),
  ...historyHandlers(running),
})

const ofMetrics = (running: StatusTeller) => {
  const body = tellMetrics(running)
  return (): Reply => ({ status: 200, body, contentType: metricsType, sentAsMade: true })
}

// Ready once ExaBGP is known and every service has a verdict.
const readiness = ({ state }: StatusTeller): Reply => {
  const { exabgp, services } = state()
  const pending = services.filter(({ verdict }) => verdict === 'pending').length
  if (!isGreeted(exabgp.phase)) return word(503, 'not ready: ExaBGP has not been greeted')
  return pending === 0 ? word(200, 'ready') : word(503, `not ready: ${pending} of ${services.length} services are pending`)
}

const word = (status: number, body: string): Reply => ({ status, body: `${body}\n`, contentType: 'text/plain; charset=utf-8' })
