// What does the reader of the statistics say of a socket that its user may not open?
import { chmodSync } from 'node:fs'
import { build } from 'esbuild'
import { execa } from 'execa'
import * as v from 'valibot'

/** Reads as somebody who has no right to. Root may open everything, and Node changes no user where libuv uses io_uring: another process does it. */
export const readForbidden = async (path: string) => {
  chmodSync(path, 0)
  const somebodyElse = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const words = ['--input-type=module', '-', path]
  const { stdout } = await execa(process.execPath, words, { input: await program(), cwd: '/', ...somebodyElse })
  return v.parse(resultSchema, JSON.parse(stdout))
}

/** As text, since somebody else may not be able to read our files either. */
const program = async (): Promise<string> => {
  const contents = `
    import { createStatisticsReader } from '../../lib/io/statistics.ts'
    import { readSnapshot } from './snapshot.ts'
    const reader = createStatisticsReader({ kind: 'unix', path: process.argv[2] })
    const result = await readSnapshot(reader, { backends: ['b'], frontends: [] }, 2000)
    process.stdout.write(JSON.stringify(result))`
  const stdin = { contents, resolveDir: import.meta.dirname }
  const { outputFiles } = await build({ stdin, bundle: true, platform: 'node', format: 'esm', write: false, logLevel: 'silent', banner })
  return outputFiles[0]?.text ?? ''
}

const banner = { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire('/');" }

const resultSchema = v.object({ ok: v.literal(false), fault: v.object({ kind: v.literal('unreadable'), reason: v.string() }) })
