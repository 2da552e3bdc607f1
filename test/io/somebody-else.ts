// What does our code find as another user than root, who may open everything?
import { build } from 'esbuild'
import { execa } from 'execa'

/**
 * Runs a module as nobody and gives its stdout. Node changes no user where libuv uses io_uring, so another process does it; it is told the module as
 * text, since nobody may not be able to read our files either.
 */
export const asSomebodyElse = async (contents: string, resolveDir: string, words: readonly string[] = []): Promise<string> => {
  const stdin = { contents, resolveDir }
  const { outputFiles } = await build({ stdin, bundle: true, platform: 'node', format: 'esm', write: false, logLevel: 'silent', banner })
  const somebodyElse = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const all = ['--input-type=module', '-', ...words]
  const { stdout } = await execa(process.execPath, all, { input: outputFiles[0]?.text ?? '', cwd: '/', ...somebodyElse })
  return stdout
}

const banner = { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire('/');" }
