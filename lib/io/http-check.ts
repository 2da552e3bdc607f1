// Does a web server answer as expected?
import type { HttpCheck, HttpExpectation, TextPattern } from '../config/config.ts'
import { type Expression, type Regex, readExpression } from '../config/expression.ts'
import { type Evidence, failing, passing, unknown } from '../health/evidence.ts'
import type { Failure } from './failure.ts'
import { type HttpAnswer, httpRequest } from './http-request.ts'

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
  return answer.kind === 'answer' ? judge(answer, check.expect) : excuse(answer)
}

const excuse = ({ kind, reason }: Failure): Evidence => (kind === 'local' || kind === 'stuck' ? unknown(reason) : failing(reason))

const judge = ({ status, headers, body }: HttpAnswer, expect: HttpExpectation): Evidence => {
  if (!expect.status.some(({ from, to }) => status >= from && status <= to)) {
    return failing(`${status}, expected ${expect.status.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(', ')}`)
  }
  const header = Object.entries(expect.headers).find(([name, pattern]) => !matches(pattern, headers[name] ?? ''))
  if (header !== undefined) return failing(`${status}, expected header ${header[0]} ${describe(header[1])}`)
  if (expect.body !== undefined && !matches(expect.body, body)) return failing(`${status}, expected a body ${describe(expect.body)}`)
  return passing(`${status}`)
}

const matches = (pattern: TextPattern, text: string): boolean =>
  pattern.kind === 'text' ? text.includes(pattern.text) : expressionOf(pattern)(text)

const expressions = new WeakMap<Regex, Expression>()

// Its reader has accepted it when the configuration was read.
const expressionOf = (regex: Regex): Expression => {
  const known = expressions.get(regex)
  if (known !== undefined) return known
  const read = readExpression(regex)
  const expression = read.ok ? read.value : () => false
  expressions.set(regex, expression)
  return expression
}

const describe = (pattern: TextPattern): string =>
  pattern.kind === 'text' ? `with ${JSON.stringify(pattern.text)} in it` : `that matches /${pattern.source}/${pattern.flags}`
