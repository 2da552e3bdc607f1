// What of the values that were typed can mean nothing, whoever runs?
import { formatProblem, problemAt, shown } from '../config/problems/problem.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

type Readers = Readonly<Record<string, (text: string) => Parsed<unknown>>>

/** A sentence for each mistake, which is told before anybody is asked. `readers`, `typed`: by the name of the flag; undefined was not typed. */
export const wrongFlags = (readers: Readers, typed: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(readers).flatMap(([name, reader]) => {
    const { [name]: text } = typed
    const read = text === undefined ? parsed(undefined) : reader(text)
    return read.ok ? [] : [formatProblem(problemAt(`--${name}`, { ...read, path: [], got: shown(text) }))]
  })

/** What takes one word. */
export const exactly =
  (word: string) =>
  (text: string): Parsed<string> =>
    text === word ? parsed(text) : expected(word)
