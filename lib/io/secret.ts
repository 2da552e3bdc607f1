// What is the secret that the configuration only points to?
import { readFile } from 'node:fs/promises'
import type { SecretSource } from '../config/config.ts'

export type Secret = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string }

/** Reads `user:password` anew at each use, so that changing a password needs no restart. The reason never holds any of it. */
export const readSecret = async (source: SecretSource): Promise<Secret> => {
  const text = source.kind === 'environment' ? process.env[source.name] : await readText(source.path)
  if (text === undefined) return { ok: false, reason: `${describe(source)} cannot be read` }
  const value = text.replace(/\r?\n$/, '')
  return /^[^:\r\n]+:[^\r\n]*$/.test(value) ? { ok: true, value } : { ok: false, reason: `${describe(source)} does not hold user:password` }
}

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

const describe = (source: SecretSource): string =>
  source.kind === 'environment' ? `the environment variable ${source.name}` : `the credentials file ${source.path}`
