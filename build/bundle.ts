// How does the source become one split bundle, and what is in it?
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { joined } from './joined.ts'
import { commonJsRequire, input, versionOnly } from './options.ts'
import { dist, type File, program, root } from './places.ts'
import { startedBySh } from './started-by-sh.ts'

/** Chunks follow the dynamic imports, so a library costs start-up time only where it is used. Names stay, for stack traces. */
export const bundle = async (): Promise<{ readonly files: readonly File[]; readonly metafile: Metafile }> => {
  const { outputFiles, metafile } = await build({
    ...input,
    entryPoints: {
      'exabgp-haproxy': join(root, 'bin/exabgp-haproxy.ts'),
      interpreter: join(root, 'lib/daemon/interpreter.ts'),
      'past-reader': join(root, 'lib/daemon/past-reader.ts'),
    },
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

/** Folders of the packages of which something really is in the output. */
export const bundledPackages = ({ outputs }: Metafile): readonly string[] => {
  const sources = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
  const folders = sources.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  return [...new Set(folders)].sort()
}
