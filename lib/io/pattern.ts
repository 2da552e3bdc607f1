// Does a text hold what an operator expects in it?
import type { TextPattern } from '../config/values/expectation.ts'
import { type Expression, type Regex, readExpression } from '../config/values/expression.ts'

/** Whether the text holds it, in a time that grows with its length and no faster. */
export const matchesPattern = (pattern: TextPattern, text: string): boolean =>
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

/** The rest of a sentence after what was expected. */
export const describePattern = (pattern: TextPattern): string =>
  pattern.kind === 'text' ? `with ${JSON.stringify(pattern.text)} in it` : `that matches /${pattern.source}/${pattern.flags}`
