// What is a chunk made of, and what is loaded with it?
import type { Metafile, OutputFile } from 'esbuild'
import { commonJsRequire } from './options.ts'

/** A chunk in memory. */
export type Text = Pick<OutputFile, 'path' | 'text'>

export type Outputs = Metafile['outputs']

/** The banner stands in every chunk, and takes each its time; what nobody uses goes. */
export const withoutIdleRequire = (text: string): string => {
  const rest = text.replace(commonJsRequire, '')
  return /\brequire[(.]|typeof require\b/.test(rest) ? text : rest
}

/** The one that begins with this source. */
export const chunkOf = (outputs: Outputs, source: string): string => {
  const [chunk] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? []
  if (chunk === undefined) throw new Error(`${source} has no chunk: is it still imported dynamically?`)
  return chunk
}

/** It, and all that is loaded with it. */
export const closure = (outputs: Outputs, chunk: string, found: Set<string> = new Set()): ReadonlySet<string> => {
  if (found.has(chunk)) return found
  found.add(chunk)
  for (const { path, kind, external } of outputs[chunk]?.imports ?? [])
    if (kind === 'import-statement' && external !== true) closure(outputs, path, found)
  return found
}
