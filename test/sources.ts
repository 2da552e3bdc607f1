// What does the project consist of?
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Text by path, relative to the repository. */
export type Sources = Readonly<Record<string, string>>

/** The TypeScript in these folders. */
export const sourcesIn = (...folders: readonly string[]): Sources =>
  Object.fromEntries(
    folders
      .flatMap((top) => readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map((path) => join(top, path)))
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
