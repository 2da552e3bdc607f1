// Where does our configuration have one item of a list, and which line for a shell changes it there?
import { readYaml } from '../config/tree/yaml.ts'
import { isFields } from '../values/fields.ts'
import type { TextFile } from './check.ts'
import { edit, remove, replace } from './mend.ts'
import { isLast, type Spot, spotOfWord, wider } from './spot.ts'

/** `isOnly`: without it the list would be empty. */
type Item = { readonly path: string; readonly line: number; readonly spot: Spot | undefined; readonly isOnly: boolean }

/** The first that is meant, of a list that may be one text. */
export const itemOf = (file: TextFile, path: readonly string[], isMeant: (written: string) => boolean): Item | undefined => {
  if ('reason' in file) return undefined
  const { content, positionOf } = readYaml(file.text)
  const list = path.reduce<unknown>((tree, step) => (isFields(tree) ? tree[step] : undefined), content?.tree)
  const items: readonly unknown[] = typeof list === 'string' ? list.split(/[\s,]+/) : Array.isArray(list) ? list : []
  const index = items.findIndex((one) => typeof one === 'string' && isMeant(one))
  if (index < 0) return undefined
  const { line, column } = positionOf(typeof list === 'string' ? path : [...path, index], false)
  return { path: file.path, line, spot: spotOfWord(file.text, line, column, String(items[index])), isOnly: items.length === 1 }
}

/** Several are what a list between brackets takes. */
export const renamed = ({ path, line, spot }: Item, to: readonly string[]): string => {
  const takes = spot !== undefined && (to.length === 1 || /^\s*[,\]]/.test(spot.after))
  return takes ? replace(path, spot, to.join(', ')) : edit(path, line)
}

/** With a comma beside it, or the line that it has to itself. */
export const takenOut = ({ path, line, spot, isOnly }: Item): string => {
  if (spot === undefined || isOnly) return edit(path, line)
  const bare = wider(spot, /["']$/, /^["']/) ?? spot
  const whole = wider(bare, /$/, /^\s*,\s*/) ?? wider(bare, /,\s*$/, /^/)
  const dashed = wider(bare, /-\s+$/, /^/)
  if (dashed !== undefined && isLast(dashed)) return remove(path, dashed)
  return whole === undefined ? edit(path, line) : replace(path, whole, '')
}
