// How does an operator write what an answer must contain?
import { parsePattern } from '../values/expectation.ts'
import { text } from './shape.ts'

/** A text or an expression. */
export const pattern = text('a text or a /regular expression/', parsePattern)
