// Does a web server answer as expected?
import type { HttpCheck, HttpExpectation } from '../config/schema/checks/http.ts'
import { type Evidence, failing, passing } from '../health/evidence.ts'
import { failureEvidence } from './failure.ts'
import { type HttpAnswer, httpRequest } from './http-request.ts'
import { describePattern, matchesPattern } from './pattern.ts'

/** How much of a body is searched. */
const maxBodyBytes = 64 * 1024

/** Asks once, on a connection of its own, within `check.timeoutMs`. What is wrong with our own set-up (a missing file or secret) is unknown, never failing. Never throws. */
export const probeHttp = async (check: HttpCheck): Promise<Evidence> => {
  const { body } = check.expect
  const answer = await httpRequest({
    ...check,
    maxBytes: body === undefined ? 0 : maxBodyBytes,
    ...(body?.kind === 'text' && { enough: body.text }),
  })
  return answer.kind === 'answer' ? judge(answer, check.expect) : failureEvidence(answer)
}

const judge = ({ status, headers, body }: HttpAnswer, expect: HttpExpectation): Evidence => {
  if (!expect.status.some(({ from, to }) => status >= from && status <= to)) {
    return failing(`${status}, expected ${expect.status.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(', ')}`)
  }
  const header = Object.entries(expect.headers).find(([name, pattern]) => !matchesPattern(pattern, headers[name] ?? ''))
  if (header !== undefined) return failing(`${status}, expected header ${header[0]} ${describePattern(header[1])}`)
  if (expect.body !== undefined && !matchesPattern(expect.body, body))
    return failing(`${status}, expected a body ${describePattern(expect.body)}`)
  return passing(`${status}`)
}
