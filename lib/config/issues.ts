// What does each complaint of the schema mean to the operator?
import type { BaseIssue, IssuePathItem } from 'valibot'
import { type Finding, type Path, shown, unknownName } from './problem.ts'

/** The findings behind valibot's issues, which report one unknown key of a map only. */
export const findingsOf = (issues: readonly BaseIssue<unknown>[]): readonly Finding[] => issues.flatMap(findingsOfIssue)

const findingsOfIssue = (issue: BaseIssue<unknown>): readonly Finding[] => {
  const items = issue.path ?? []
  const path = items.map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const misplacedList = items.findIndex((item) => item.type === 'object' && Array.isArray(item.input))
  if (misplacedList >= 0) return [{ path: path.slice(0, misplacedList), expected: 'a map', got: 'a list' }]
  if (issue.type === 'strict_object') return findingsOfMap(issue, items, path)
  if (issue.type === 'picklist' && typeof issue.input === 'string')
    return [unknownName(path, 'word', issue.input, issue.message.split(', '))]
  const expected = issue.type === 'picklist' ? `one of ${issue.message}` : issue.message
  const got = path.includes('credentials') ? undefined : shown(issue.input)
  return [{ path, expected, got, key: items.at(-1)?.origin === 'key' }]
}

// The message of a map is its keys; valibot says what is wrong with it in `expected`: a quoted key is missing, "never" is an unknown key.
const findingsOfMap = (issue: BaseIssue<unknown>, items: readonly IssuePathItem[], path: Path): readonly Finding[] => {
  const keys = issue.message.split(', ')
  const last = items.at(-1)
  if (issue.expected === 'Object' || last === undefined || last.type !== 'object') {
    return [{ path, expected: `a map of ${issue.message}`, got: shown(issue.input) }]
  }
  const parent = path.slice(0, -1)
  const unknown = Object.keys(last.input)
    .filter((key) => !keys.includes(key))
    .map((key) => ({ ...unknownName([...parent, key], 'key', key, keys), key: true }))
  if (issue.expected === 'never') return unknown
  const missing = String(path.at(-1))
  return unknown.some(({ meant }) => meant === missing) ? [] : [{ path: parent, expected: `the key "${missing}"`, got: undefined }]
}
