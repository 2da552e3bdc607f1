// What does somebody want to know of the running process, and how shown?
import { problemsOfOwn } from '../../config/flags/arguments.ts'
import { type Problem, problemAt, shown } from '../../config/problems/problem.ts'
import { parseDuration } from '../../config/values/duration.ts'
import type { Goal } from '../../status/goal.ts'

const goals: readonly Goal[] = ['announced', 'down', 'idle', 'settled']

/** Of whom it is asked. */
export type Whom = {
  readonly process?: string
  readonly socket?: string
  /** Only these; all where there are none. */
  readonly services: readonly string[]
}

export type Question = Whom & {
  readonly form: 'text' | 'json' | 'plugin'
  readonly history: boolean
  readonly sinceMs: number | undefined
  readonly watch: boolean
  readonly wait: { readonly goal: Goal; readonly timeoutMs: number } | undefined
  readonly exitZero: boolean
  /** Only the names of the services, for completion by a shell. */
  readonly names: boolean
}

const own = ['process', 'socket', 'service', 'json', 'plugin', 'watch', 'wait', 'for', 'timeout', 'history', 'since', 'exit-zero', 'names']

const waitsForMs = 300_000

type Parsed = Readonly<Record<string, unknown>>

/** The question, or everything that is wrong with it. */
export const readQuestion = (parsed: Parsed): { readonly question: Question } | { readonly problems: readonly Problem[] } => {
  const [timeout, since] = [durationOf(parsed, 'timeout'), durationOf(parsed, 'since')]
  const goal = textOf(parsed, 'for') ?? 'announced'
  const problems = [...problemsOfOwn(parsed, own), ...timeout.problems, ...since.problems, ...wrongGoal(goal), ...contradictions(parsed)]
  if (problems.length > 0 || !isGoal(goal)) return { problems }
  const [process, socket] = [textOf(parsed, 'process'), textOf(parsed, 'socket')]
  return {
    question: {
      ...(process !== undefined && { process }),
      ...(socket !== undefined && { socket }),
      services: [parsed.service ?? []].flat().map(String),
      form: parsed.json === true ? 'json' : parsed.plugin === true ? 'plugin' : 'text',
      history: parsed.history === true,
      sinceMs: since.value,
      watch: parsed.watch === true,
      wait: parsed.wait === true ? { goal, timeoutMs: timeout.value ?? waitsForMs } : undefined,
      exitZero: parsed['exit-zero'] === true,
      names: parsed.names === true,
    },
  }
}

const isGoal = (text: string): text is Goal => goals.some((goal) => goal === text)

const wrongGoal = (text: string): readonly Problem[] =>
  isGoal(text) ? [] : [problemAt('--for', { path: [], expected: `one of ${goals.join(', ')}`, got: shown(text) })]

// The last one counts, where it is written twice.
const textOf = (parsed: Parsed, name: string): string | undefined => {
  const value = [parsed[name] ?? []].flat().at(-1)
  return value === undefined ? undefined : String(value)
}

const durationOf = (parsed: Parsed, name: string): { readonly value: number | undefined; readonly problems: readonly Problem[] } => {
  const text = textOf(parsed, name)
  if (text === undefined) return { value: undefined, problems: [] }
  const read = parseDuration(text, 1)
  return read.ok
    ? { value: read.value, problems: [] }
    : { value: undefined, problems: [problemAt(`--${name}`, { path: [], expected: read.expected, got: shown(text) })] }
}

// Two ways to show one thing, or what goes only with something else.
const contradictions = (parsed: Parsed): readonly Problem[] => {
  const has = (name: string): boolean => parsed[name] === true || typeof parsed[name] === 'string'
  const together = [
    ['json', 'plugin'],
    ['watch', 'wait'],
    ['watch', 'plugin'],
    ['wait', 'plugin'],
    ['watch', 'history'],
    ['wait', 'history'],
    ['plugin', 'history'],
  ] as const
  const needed = [
    ['for', 'wait'],
    ['timeout', 'wait'],
    ['since', 'history'],
  ] as const
  return [
    ...together.flatMap(([one, other]) => (has(one) && has(other) ? [clash(other, `no --${other} beside --${one}`)] : [])),
    ...needed.flatMap(([one, other]) => (has(one) && !has(other) ? [clash(one, `--${other} beside --${one}`)] : [])),
  ]
}

const clash = (name: string, expected: string): Problem => problemAt(`--${name}`, { path: [], expected, got: undefined })
