// How does the source become the package: one split bundle, the schemas for editors and programs, and the licences of what is inside, and what people read and type?
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import { commandTable } from './build/command-table.ts'
import { completionFiles } from './build/completion.ts'
import { manual } from './build/manual.ts'
import { manualOfFile } from './build/manual-of-file.ts'
import { type Contained, sbom } from './build/sbom.ts'
import { tablesOf } from './build/tables.ts'
import { jsonSchema } from './lib/config/schema/json-schema.ts'
import { statusJsonSchema } from './lib/status/json-schema.ts'

const root = import.meta.dirname
const dist = join(root, 'dist')
const program = join(dist, 'exabgp-haproxy.js')

type Text = Pick<OutputFile, 'path' | 'text'>

type File = { readonly path: string; readonly contents: string | Uint8Array }

const main = async (): Promise<void> => {
  const { files, metafile } = await bundle()
  const bundled = bundledPackages(metafile)
  const documents = {
    'config.schema.json': jsonSchema(),
    'status.schema.json': statusJsonSchema(),
    'sbom.cdx.json': sbom(await contained('.'), await Promise.all(bundled.map(contained))),
  }
  const shipped = {
    'THIRD-PARTY-LICENSES.txt': await licenceTexts(bundled),
    ...Object.fromEntries(Object.entries(documents).map(([name, document]) => [name, `${JSON.stringify(document, undefined, 2)}\n`])),
    ...(await forPeople()),
  }
  await replaceDist([...files, ...Object.entries(shipped).map(([name, contents]) => ({ path: join(dist, name), contents }))])
}

const textOf = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

/** Manual pages and completion, from the tables that also make --help and REFERENCE.md. */
const forPeople = async (): Promise<Readonly<Record<string, string>>> => {
  const tables = tablesOf(await textOf('REFERENCE.md'))
  const commands = commandTable()
  const date = dateOf(await textOf('CHANGELOG.md'))
  const exitStatus = tables.find(({ heading }) => heading === 'Exit status')
  if (exitStatus === undefined) throw new Error('REFERENCE.md has no table of exit statuses')
  const completion = Object.entries(completionFiles(commands)).map(([name, text]) => [`completion/${name}`, text])
  return {
    'man/exabgp-haproxy.8': manual({ commands, exitStatus, date }),
    'man/exabgp-haproxy.yaml.5': manualOfFile({
      keys: tables.filter(({ header }) => header[0] === 'key'),
      example: await textOf('contrib/exabgp-haproxy.yaml'),
      date,
    }),
    ...Object.fromEntries(completion),
  }
}

/** Of the newest release, as manual pages write it. */
const dateOf = (changelog: string): string => {
  const [, day = ''] = /^## \d+\.\d+\.\d+ - (\S+)$/m.exec(changelog) ?? []
  return new Date(day).toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })
}

const contained = async (folder: string): Promise<Contained> => {
  const { name, version, license } = JSON.parse(await textOf(join(folder, 'package.json')))
  return { name, version, license }
}

const shape = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  legalComments: 'none',
} as const

const input = {
  absWorkingDir: root,
  ...shape,
  define: { 'process.env.NODE_ENV': '"production"' },
} as const

/** Chunks follow the dynamic imports, so a library costs start-up time only where it is used. Names stay, for stack traces. */
const bundle = async (): Promise<{ readonly files: readonly File[]; readonly metafile: Metafile }> => {
  const { outputFiles, metafile } = await build({
    ...input,
    entryPoints: { 'exabgp-haproxy': join(root, 'bin/exabgp-haproxy.ts'), interpreter: join(root, 'lib/daemon/interpreter.ts') },
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    banner: { js: commonJsRequire },
    plugins: [versionOnly],
    metafile: true,
    write: false,
  })
  const files = await joined(outputFiles, metafile)
  return { files: files.map((file) => (file.path === program ? startedBySh(file) : { path: file.path, contents: file.text })), metafile }
}

/** What is loaded together in any case, by what asks for it: first what must be there before anything else is loaded. */
const together = {
  early: ['lib/io/stand-in.ts', 'lib/io/stderr.ts', 'lib/io/leave.ts'],
  core: ['bin/main.ts', 'lib/daemon/run.ts'],
} as const

/** What is asked every few seconds, by people and machines, shares nothing with the rest: one file, as small as can be. */
const alone = ['bin/status.ts']

/**
 * Each group becomes one file, as each file takes 0.3 ms of the start. Other chunks find a part where it was, by a file that only hands on; what asks
 * for the group itself is led to it.
 */
const joined = async (files: readonly OutputFile[], { outputs }: Metafile): Promise<readonly Text[]> => {
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

/** The banner stands in every chunk, and takes each its time; what nobody uses goes. */
const withoutIdleRequire = (text: string): string => {
  const rest = text.replace(commonJsRequire, '')
  return /\brequire[(.]|typeof require\b/.test(rest) ? text : rest
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

type Outputs = Metafile['outputs']

const chunkOf = (outputs: Outputs, source: string): string => {
  const [chunk] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? []
  if (chunk === undefined) throw new Error(`${source} has no chunk: is it still imported dynamically?`)
  return chunk
}

/** It, and all that is loaded with it. */
const closure = (outputs: Outputs, chunk: string, found: Set<string> = new Set()): ReadonlySet<string> => {
  if (found.has(chunk)) return found
  found.add(chunk)
  for (const { path, kind, external } of outputs[chunk]?.imports ?? [])
    if (kind === 'import-statement' && external !== true) closure(outputs, path, found)
  return found
}

/**
 * The shell says how many threads Node has for files, which only the environment can; to Node its lines are strings and comments. It also notices
 * a closed stdout, for which Node puts /dev/null: what is lost there must not pass for success.
 */
const startedBySh = ({ path, text }: Text): File => ({
  path,
  contents: text.replace(
    /^#!.*\n/,
    () => `${['#!/bin/sh', beforeNode(refuseClosedStdout), beforeNode(waitWithoutNode), beforeNode(moreThreads), startNode].join('\n')}\n`,
  ),
})

const beforeNode = (command: string): string => `':' //; ${command}`

/** 74 is `EX_IOERR` of sysexits.h. */
const refuseClosedStdout =
  "true 2>/dev/null 3>&1 || { echo 'exabgp-haproxy: stdout is closed, so nobody would get the result' >&2; exit 74; }"

/** While a package of Node is being replaced there is none: under ExaBGP, whose pipe is on stdin, that takes its time, as six starts within 64 s stop ExaBGP. */
const waitWithoutNode =
  "command -v node >/dev/null || { echo 'exabgp-haproxy: there is no node in PATH' >&2; if [ -p /dev/stdin ] || [ -S /dev/stdin ]; then sleep 22; fi; exit 70; }"

/** A file on a dead mount holds a thread until it answers, and libuv has four of them for all files. */
const moreThreads = '[ -n "$UV_THREADPOOL_SIZE" ] || UV_THREADPOOL_SIZE=16; export UV_THREADPOOL_SIZE'

const startNode = beforeNode('exec node "$0" "$@"')

/** CommonJS parts ask for Node's modules by `require`, which ES modules do not have. */
const commonJsRequire = "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

/** Of package.json the program needs the version and nothing else. */
const versionOnly: Plugin = {
  name: 'version only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path !== join(root, 'package.json')) return undefined
      const { name, version } = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ name, version }), loader: 'json' }
    })
  },
}

/** Folders of the packages of which something really is in the output. */
const bundledPackages = ({ outputs }: Metafile): readonly string[] => {
  const sources = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
  const folders = sources.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  return [...new Set(folders)].sort()
}

const permissive = new Set(['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'CC0-1.0', 'BlueOak-1.0.0'])

const licenceTexts = async (folders: readonly string[]): Promise<string> => {
  const sections = await Promise.all(folders.map(licenceText))
  return `exabgp-haproxy contains parts of these packages:\n\n${[...new Set(sections)].join('\n')}`
}

const licenceText = async (folder: string): Promise<string> => {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
  if (!permissive.has(license)) throw new Error(`${name} ${version} is bundled, but its licence is ${license}`)
  const names = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort()
  if (names.length === 0) throw new Error(`${name} ${version} is bundled, but has no licence text`)
  const texts = await Promise.all(names.map((file) => readFile(join(root, folder, file), 'utf8')))
  return `---- ${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`
}

/** All at once and last, so that a build that fails leaves the former one in place. */
const replaceDist = async (files: readonly File[]): Promise<void> => {
  await rm(dist, { recursive: true, force: true })
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents)
  }
  await chmod(program, 0o755)
  const bytes = files.reduce((sum, { contents }) => sum + contents.length, 0)
  process.stdout.write(`${relative(root, dist)}: ${files.length} files, ${Math.round(bytes / 1024)} kB\n`)
}

await main()
