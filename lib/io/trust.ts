// Which certificates does a file hold?
import { createSecureContext, type SecureContext } from 'node:tls'
import { readLastingFile } from './lasting-file.ts'

type Trust = { readonly text: string; readonly secureContext: SecureContext }

/** By path, the last one. */
const known = new Map<string, Trust>()

/** What a connection needs to trust them; undefined where none can be read. The file is read each time, and parsed once as long as it says the same: a bundle takes 50 ms. */
export const readTrust = async (path: string, withinMs: number): Promise<{ readonly secureContext: SecureContext } | undefined> => {
  try {
    const text = await readLastingFile(path, withinMs)
    const before = known.get(path)
    const trust = before?.text === text ? before : parse(text)
    if (trust !== undefined) known.set(path, trust)
    return trust && { secureContext: trust.secureContext }
  } catch {
    return undefined
  }
}

const parse = (text: string): Trust | undefined =>
  text.includes('-----BEGIN') ? { text, secureContext: createSecureContext({ ca: text }) } : undefined
