// What do HAProxy's statistics over HTTP answer?
import type { StatisticsAddress } from '../config/haproxy.ts'
import type { Failure } from './failure.ts'
import { httpRequest } from './http-request.ts'

type HttpAddress = Extract<StatisticsAddress, { kind: 'http' }>

const maxBytes = 16 * 2 ** 20

/** Gets the table that the statistics page offers under `;csv` (management manual 9.1). Never throws. */
export const askHttp = async (address: HttpAddress, timeoutMs: number): Promise<{ kind: 'text'; text: string } | Failure> => {
  const answer = await httpRequest({
    url: address.url,
    headers: {},
    credentials: address.credentials,
    tls: address.tls,
    timeoutMs,
    maxBytes,
  })
  if (answer.kind !== 'answer') return answer
  if (answer.status !== 200) return { kind: 'other', reason: statusReason(answer.status, address.credentials !== undefined) }
  return answer.whole ? { kind: 'text', text: answer.body } : { kind: 'other', reason: `more than ${maxBytes / 2 ** 20} MB` }
}

const statusReason = (status: number, hasCredentials: boolean): string => {
  if (status === 401) return hasCredentials ? 'status 401, it refuses the credentials' : 'status 401, it wants credentials'
  return status === 404 ? 'status 404, there is no statistics page' : `status ${status}`
}
