// How does esbuild bundle, whatever it is given?
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { root } from './places.ts'

/** Of each output. */
export const shape = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  legalComments: 'none',
} as const

/** Of what begins with the source. */
export const input = {
  absWorkingDir: root,
  ...shape,
  define: { 'process.env.NODE_ENV': '"production"' },
} as const

/** CommonJS parts ask for Node's modules by `require`, which ES modules do not have. */
export const commonJsRequire = "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

/** Of package.json the program needs the version and nothing else. */
export const versionOnly: Plugin = {
  name: 'version only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path !== join(root, 'package.json')) return undefined
      const { name, version } = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ name, version }), loader: 'json' }
    })
  },
}
