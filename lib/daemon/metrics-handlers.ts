// How does a monitoring system ask over the control socket?
import type { Handlers } from '../io/control-handlers.ts'
import { metricsType } from '../status/metrics.ts'
import { type Measured, tellMetrics } from './tell-metrics.ts'

/** `GET /v1/metrics`: Prometheus' text format. */
export const metricsHandlers = (measured: Measured): Handlers => {
  const body = tellMetrics(measured)
  return { 'GET /v1/metrics': () => ({ status: 200, body, contentType: metricsType, sentAsMade: true }) }
}
