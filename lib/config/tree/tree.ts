// What stands where in a configuration that has not been read yet?
import type { Path } from '../problems/problem.ts'

type TreeMap = Readonly<Record<string, unknown>>

/** Whether this is a map: no list, no text, not nothing. */
export const isMap = (tree: unknown): tree is TreeMap => typeof tree === 'object' && tree !== null && !Array.isArray(tree)

/** As much of the path as the tree has. */
export const existingPath = (tree: unknown, path: Path): Path => {
  const [step, ...rest] = path
  if (step === undefined || !has(tree, step)) return []
  return [step, ...existingPath(child(tree, step), rest)]
}

/** The tree with this value at this path. Where something else than a map stands in the way it stays, to be reported. */
export const withValue = (tree: unknown, path: readonly string[], value: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (tree === undefined) return { [step]: withValue(undefined, rest, value) }
  return isMap(tree) ? { ...tree, [step]: withValue(tree[step], rest, value) } : tree
}

/** The tree without the value at this path. */
export const withoutValue = (tree: unknown, [step, ...rest]: readonly string[]): unknown => {
  if (step === undefined || !isMap(tree) || !has(tree, step)) return tree
  const { [step]: inner, ...others } = tree
  return rest.length === 0 ? others : { ...others, [step]: withoutValue(inner, rest) }
}

const has = (tree: unknown, step: string | number): boolean => (Array.isArray(tree) || isMap(tree)) && Object.hasOwn(tree, step)

const child = (tree: unknown, step: string | number): unknown =>
  Array.isArray(tree) ? tree[Number(step)] : isMap(tree) ? tree[step] : undefined
