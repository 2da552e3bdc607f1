// Where is the source, and where does the package come to be?
import { join } from 'node:path'

/** The folder of the source. */
export const root = join(import.meta.dirname, '..')

/** What is shipped. */
export const dist = join(root, 'dist')

/** The file that is started. */
export const program = join(dist, 'exabgp-haproxy.js')

/** Of what is shipped. */
export type File = { readonly path: string; readonly contents: string | Uint8Array }
