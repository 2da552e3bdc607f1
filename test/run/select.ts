// Which test files were asked for?
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/**
 * Paths of test files, relative to the repository. `machines`: end-to-end tests that start a Debian of their own, one after the other; `alone`: those with
 * nothing beside them. `whole`: no choice was made.
 */
export type Selection = {
  readonly unit: readonly string[]
  readonly e2e: readonly string[]
  readonly machines: readonly string[]
  readonly alone: readonly string[]
  readonly whole: boolean
}

const endToEndOf = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => `test/e2e/${name}.test.ts`))

/** Each installs packages and starts a system: beside each other, all of them take minutes for what takes seconds. */
const machines = endToEndOf('cloud-init', 'deb', 'doctor', 'documents-debian12', 'documents-debian13', 'leaving')

/** What judges by the second stands still with all the others on a busy machine, and then has nothing to judge; so does BFD, which then finds living ones dead. */
const alone = endToEndOf('chaos', 'lab-ecmp')

/**
 * Each word is `unit`, `e2e` or a part of a path; a file that matches any of them is chosen, unless it matches a word with a `-` before it. A word that
 * matches nothing is an error: a run without tests must not pass.
 */
export const select = async (words: readonly string[]): Promise<Selection> => {
  const all = (await readdir(join(root, 'test'), { recursive: true }))
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('test', path))
  const renamed = [...machines, ...alone].find((file) => !all.includes(file))
  if (renamed !== undefined) throw new Error(`there is no ${renamed}`)
  const without = words.filter((word) => word.startsWith('-')).map((word) => word.slice(1))
  const wanted = words.filter((word) => !word.startsWith('-'))
  const vain = [...wanted, ...without].find((word) => !all.some((file) => matches(file, word)))
  if (vain !== undefined) throw new Error(`no test file matches ${vain}`)
  const chosen = all
    .filter((file) => wanted.length === 0 || wanted.some((word) => matches(file, word)))
    .filter((file) => !without.some((word) => matches(file, word)))
    .sort()
  if (chosen.length === 0) throw new Error(`no test file is left of ${words.join(' ')}`)
  return {
    unit: chosen.filter((file) => !endToEnd(file)),
    e2e: chosen.filter((file) => endToEnd(file) && !machines.has(file) && !alone.has(file)),
    machines: chosen.filter((file) => machines.has(file)),
    alone: chosen.filter((file) => alone.has(file)),
    whole: words.length === 0,
  }
}

/** Whether the file drives real programs. */
export const endToEnd = (file: string): boolean => file.startsWith('test/e2e/')

const matches = (file: string, word: string): boolean => {
  if (word === 'unit') return !endToEnd(file)
  if (word === 'e2e') return endToEnd(file)
  return file.includes(word)
}
