// What stands where in a configuration that has not been read yet?
import { isFields } from '../../values/fields.ts'
import type { Path } from '../problems/problem.ts'

/** As much of the path as the tree has. */
export const existingPath = (tree: unknown, path: Path): Path => {
  const [step, ...rest] = path
  if (step === undefined || !has(tree, step)) return []
  return [step, ...existingPath(child(tree, step), rest)]
}

/** What stands at the path; undefined where nothing does. */
export const valueAt = (tree: unknown, path: Path): unknown => path.reduce((inner: unknown, step) => child(inner, step), tree)

/** The tree with this value at this path. Where something else than a map stands in the way it stays, to be reported. */
export const withValue = (tree: unknown, path: readonly string[], value: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (tree === undefined) return { [step]: withValue(undefined, rest, value) }
  return isFields(tree) ? { ...tree, [step]: withValue(tree[step], rest, value) } : tree
}

/** The tree without the value at this path. */
export const withoutValue = (tree: unknown, [step, ...rest]: readonly string[]): unknown => {
  if (step === undefined || !isFields(tree) || !has(tree, step)) return tree
  const { [step]: inner, ...others } = tree
  return rest.length === 0 ? others : { ...others, [step]: withoutValue(inner, rest) }
}

const has = (tree: unknown, step: string | number): boolean => (Array.isArray(tree) || isFields(tree)) && Object.hasOwn(tree, step)

const child = (tree: unknown, step: string | number): unknown =>
  Array.isArray(tree) ? tree[Number(step)] : isFields(tree) && Object.hasOwn(tree, step) ? tree[step] : undefined
