// Which certificate and key do the files hold?
import { createSecureContext } from 'node:tls'
import { errorCode } from '../values/error-code.ts'
import { readLastingFile } from './lasting-file.ts'

export type KeyFiles = { readonly cert: string; readonly key: string; readonly clientCa?: string }

/** As Node takes them. */
export type KeyMaterial = { readonly cert: string; readonly key: string; readonly ca?: string }

/** How long a file may take. */
const withinMs = 1000

/** Reads them anew, and tells in a part of a sentence what is wrong with them. */
export const readKeys = async ({ cert, key, clientCa }: KeyFiles): Promise<KeyMaterial | { readonly trouble: string }> => {
  const paths = [cert, key, ...(clientCa === undefined ? [] : [clientCa])]
  const read = await Promise.allSettled(paths.map((path) => readLastingFile(path, withinMs)))
  const unread = read.flatMap((one, index) =>
    one.status === 'rejected' ? [`${paths[index]} cannot be read (${errorCode(one.reason)})`] : [],
  )
  const [certificate = '', secret = '', authority] = read.map((one) => (one.status === 'fulfilled' ? one.value : ''))
  if (unread.length > 0) return { trouble: unread.join('; ') }
  const keys = { cert: certificate, key: secret, ...(authority !== undefined && { ca: authority }) }
  return isUsable(keys) ? keys : { trouble: `${paths.join(', ')} are no certificate and its key in PEM` }
}

// An empty list of authorities would let in those whom the system's authorities vouch for.
const isUsable = (keys: KeyMaterial): boolean => {
  try {
    createSecureContext(keys)
    return keys.ca === undefined || keys.ca.includes('-----BEGIN')
  } catch {
    return false
  }
}

export const sameKeys = (one: KeyMaterial, other: KeyMaterial | undefined): boolean =>
  one.cert === other?.cert && one.key === other.key && one.ca === other.ca
