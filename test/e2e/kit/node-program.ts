// How does a small TypeScript program of ours run in a namespace without a loader's start-up time?
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/** The command that runs `programs/<name>.ts`; it is compiled once a run, into `folder`. */
export const nodeProgram = (folder: string, name: string, ...words: readonly string[]): string[] => {
  const source = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  const compiled = join(folder, `${basename(name)}.mjs`)
  if (!existsSync(compiled))
    buildSync({ entryPoints: [source], outfile: compiled, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' })
  return [process.execPath, compiled, ...words]
}
