// What does each complaint of the schema mean to the operator?
import type { BaseIssue, IssuePathItem } from 'valibot'
import { nearest } from '../problems/nearest.ts'
import { type Finding, type Path, shown, unknownKey } from '../problems/problem.ts'
import { checkEntries } from '../schema/cadence.ts'
import { checkKinds } from '../schema/checks/kinds.ts'
import { bgpEntries, controlEntries, defaultsSchema, exabgpEntries, haproxySchema, logEntries, statusEntries } from '../schema/schema.ts'
import { serviceEntries } from '../schema/service.ts'
import { sessionsEntries } from '../schema/sessions.ts'

/** The findings behind valibot's issues, which report one unknown key of a map only. */
export const findingsOf = (issues: readonly BaseIssue<unknown>[]): readonly Finding[] => issues.flatMap(findingsOfIssue)

const findingsOfIssue = (issue: BaseIssue<unknown>): readonly Finding[] => {
  const items = issue.path ?? []
  const path = items.map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const misplacedList = items.findIndex((item) => item.type === 'object' && Array.isArray(item.input))
  if (misplacedList >= 0) return [{ path: path.slice(0, misplacedList), expected: 'a map', got: 'a list' }]
  if (issue.type === 'strict_object') return findingsOfMap(issue, items, path)
  // A password may have been written where its name or its header belongs.
  const got = secretive.some((key) => path.includes(key)) ? undefined : shown(issue.input)
  if (issue.type === 'picklist') return [{ path, expected: `one of ${issue.message}`, got, meant: meantName(issue) }]
  const meant = issue.type === 'raw_transform' && got !== undefined ? (issue.expected ?? undefined) : undefined
  return [{ path, expected: issue.message, got, meant, key: items.at(-1)?.origin === 'key' }]
}

const secretive = ['credentials', 'headers', 'md5-file']

// The message of a choice of names is these names.
const meantName = ({ input, message }: BaseIssue<unknown>): string | undefined =>
  typeof input === 'string' ? nearest(input, message.split(', ')) : undefined

// Where each key may stand that one looks for at the top, or in a service.
const homes: Readonly<Record<string, object>> = {
  'under haproxy': haproxySchema.entries,
  'under bgp': bgpEntries,
  'under sessions': sessionsEntries,
  'under exabgp': exabgpEntries,
  'under control': controlEntries,
  'under status': statusEntries,
  'under log': logEntries,
  'under defaults': defaultsSchema.entries,
  'in a check': { ...checkKinds, ...checkEntries },
  'in a service': serviceEntries,
}

const misplaced = (path: Path, key: string): Finding | undefined => {
  if (path.length > 1 && path[0] !== 'services') return undefined
  const places = Object.entries(homes).flatMap(([home, keys]) => (Object.hasOwn(keys, key) ? [home] : []))
  return places.length === 0 ? undefined : { path, expected: `"${key}" ${places.join(', or ')}`, got: 'it here', key: true }
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
    .map((key) => misplaced([...parent, key], key) ?? unknownKey([...parent, key], key, keys))
  if (issue.expected === 'never') return unknown
  const missing = String(path.at(-1))
  return unknown.some(({ meant }) => meant === missing) ? [] : [{ path: parent, expected: `the key "${missing}"`, got: undefined }]
}
