// What is the password of a BGP session, and who else may read it?
import { readFile, stat } from 'node:fs/promises'
import { parseMd5Password } from '../exabgp-conf/md5-password.ts'
import { errorCode, whyUnreadable } from '../values/error-code.ts'

/** `expected` completes "Expected …" and `got` ", got …"; neither holds any of the password. */
type Md5File =
  | { readonly ok: true; readonly password: string; readonly readableByAll: boolean }
  | { readonly ok: false; readonly expected: string; readonly got: string }

/** Reads a file that holds the password and nothing else. */
export const readMd5File = async (path: string): Promise<Md5File> => {
  try {
    const [text, { mode }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const password = parseMd5Password(text)
    return password.ok
      ? { ok: true, password: password.value, readableByAll: (mode & 0o004) !== 0 }
      : { ok: false, expected: `${password.expected} in the file`, got: text === '' ? 'nothing' : 'something else' }
  } catch (error) {
    return { ok: false, expected: 'a readable file', got: `"${path}" (${whyUnreadable(errorCode(error))})` }
  }
}
