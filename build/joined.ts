// Which chunks become one file, as each file takes its time at the start?
import { basename, join, relative } from 'node:path'
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import { chunkOf, closure, type Outputs, type Text, withoutIdleRequire } from './chunks.ts'
import { commonJsRequire, input, shape, versionOnly } from './options.ts'
import { dist, root } from './places.ts'

/** What is loaded together in any case, by what asks for it: first what must be there before anything else is loaded. */
const together = {
  early: ['lib/io/started-by-exabgp.ts', 'lib/io/stand-in.ts', 'lib/io/stderr.ts', 'lib/io/leave.ts'],
  core: ['bin/main.ts', 'lib/daemon/run.ts'],
} as const

/** What is asked every few seconds, by people and machines, shares nothing with the rest: one file, as small as can be. */
const alone = ['bin/status.ts']

/**
 * Each group becomes one file, as each file takes 0.3 ms of the start. Other chunks find a part where it was, by a file that only hands on; what asks
 * for the group itself is led to it.
 */
export const joined = async (files: readonly OutputFile[], { outputs }: Metafile): Promise<readonly Text[]> => {
  const texts = new Map(files.map(({ path, text }) => [relative(root, path), withoutIdleRequire(text)]))
  const taken = new Set<string>()
  const entries = new Map<string, string>()
  for (const [group, sources] of Object.entries(together)) {
    const chunks = sources.map((source) => chunkOf(outputs, source))
    const parts = [...new Set(chunks.flatMap((chunk) => [...closure(outputs, chunk)]))].filter((part) => !taken.has(part))
    const exports = parts.map((part) => outputs[part]?.exports ?? [])
    for (const [path, text] of await joinedAs(group, parts, { chunks, exports, texts, known: [...taken, ...parts] })) texts.set(path, text)
    for (const part of parts) taken.add(part)
    for (const chunk of chunks) entries.set(basename(chunk), `${group}.js`)
  }
  for (const source of alone) texts.set(chunkOf(outputs, source), await builtAlone(source, outputs))
  const ledTo = (text: string): string =>
    text.replace(/(\bimport\("\.\/(?:chunks\/)?)([\w-]+\.js)(?="\))/g, (all, start, name) =>
      entries.has(name) ? start + entries.get(name) : all,
    )
  return [...texts].map(([path, text]) => ({ path: join(root, path), text: ledTo(text) }))
}

// What it asks for now and then is taken from the rest.
const builtAlone = async (source: string, outputs: Outputs): Promise<string> => {
  const elsewhere: Plugin = {
    name: 'elsewhere',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
        kind === 'dynamic-import'
          ? { path: `./${basename(chunkOf(outputs, relative(root, join(resolveDir, path))))}`, external: true }
          : undefined,
      ),
  }

  const { outputFiles } = await build({
    ...input,
    entryPoints: [join(root, source)],
    outdir: dist,
    banner: { js: commonJsRequire },
    plugins: [versionOnly, elsewhere],
    write: false,
  })
  return withoutIdleRequire(outputFiles[0]?.text ?? '')
}

type Group = {
  /** Those that are asked for: what they export has its own name in the group too. */
  readonly chunks: readonly string[]
  readonly exports: readonly (readonly string[])[]
  readonly texts: ReadonlyMap<string, string>
  /** Chunks that need no file of their own: those of this group, and of the groups before it. */
  readonly known: readonly string[]
}

const joinedAs = async (
  group: string,
  parts: readonly string[],
  { chunks, exports, texts, known }: Group,
): Promise<readonly (readonly [path: string, text: string])[]> => {
  const list = (index: number, form: (name: string, unique: string) => string): string =>
    (exports[index] ?? []).map((name) => form(name, `${name}$${index}`)).join()
  const own = (part: string, index: number): readonly string[] =>
    chunks.includes(part) ? [`export{${exports[index]?.join() ?? ''}}from"./${basename(part)}"`] : []
  const contents = parts.flatMap((part, index) => [
    `export{${list(index, (name, unique) => `${name} as ${unique}`)}}from"./${basename(part)}"`,
    ...own(part, index),
  ])
  const { outputFiles } = await build({
    ...shape,
    stdin: { contents: contents.join('\n'), resolveDir: join(dist, 'chunks') },
    outfile: join(dist, `chunks/${group}.js`),
    plugins: [only(known, texts)],
    write: false,
  })
  const handsOn = (index: number): string => `export{${list(index, (name, unique) => `${unique} as ${name}`)}}from"./${group}.js";\n`
  return [
    ...parts.map((part, index) => [part, handsOn(index)] as const),
    ...outputFiles.map(({ path, text }) => [relative(root, path), text] as const),
  ]
}

/** Takes these from memory, and leaves the import of anything else as it is. */
const only = (parts: readonly string[], texts: ReadonlyMap<string, string>): Plugin => ({
  name: 'only these',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind }) => {
      const part = `dist/chunks/${basename(path)}`
      return kind === 'dynamic-import' || !parts.includes(part) ? { path, external: true } : { path: part, namespace: 'part' }
    })
    onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({ contents: texts.get(path) ?? '' }))
  },
})
