// What is the secret that the configuration only points to?
import type { SecretSource } from '../config/schema/access.ts'
import { errorCode } from '../values/error-code.ts'
import { noAnswer } from './file.ts'
import { readLastingFile } from './lasting-file.ts'

type Secret = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string; readonly stuck?: true }

/** Reads `user:password` anew at each use, within `withinMs`, so that changing a password needs no restart. The reason never holds any of it. */
export const readSecret = async (source: SecretSource, withinMs: number): Promise<Secret> => {
  const { text, trouble } = source.kind === 'environment' ? readVariable(source.name) : await readText(source.path, withinMs)
  if (text === undefined) return unread(`${describe(source)} cannot be read`, trouble)
  const value = text.replace(/\r?\n$/, '')
  return /^[^:\r\n]+:[^\r\n]*$/.test(value) ? { ok: true, value } : { ok: false, reason: `${describe(source)} does not hold user:password` }
}

type Read = { readonly text: string | undefined; readonly trouble?: string }

const unread = (what: string, trouble: string | undefined): Secret => ({
  ok: false,
  reason: trouble === undefined ? what : `${what} (${trouble})`,
  ...(trouble === noAnswer && { stuck: true }),
})

const readVariable = (name: string): Read => ({ text: Object.hasOwn(process.env, name) ? process.env[name] : undefined })

const readText = (path: string, withinMs: number): Promise<Read> =>
  readLastingFile(path, withinMs).then(
    (text) => ({ text }),
    (error) => ({ text: undefined, trouble: errorCode(error) }),
  )

const describe = (source: SecretSource): string =>
  source.kind === 'environment' ? `the environment variable ${source.name}` : `the credentials file ${source.path}`
