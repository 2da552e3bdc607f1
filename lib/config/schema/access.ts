// How are we let in by a server: whom do we trust, and who are we?
import * as v from 'valibot'
import { parsePath, parseVariable } from '../values/names.ts'
import { meanings } from './meanings.ts'
import { flag, key, keyed, map, needed, text } from './shape.ts'

export type TlsOptions = {
  /** Accept any certificate. */
  readonly insecure: boolean
  /** File with the certificates to trust, PEM. */
  readonly ca?: string
}

/** Where `user:password` stands; the secret itself is never part of the configuration. */
export type SecretSource = { readonly kind: 'environment'; readonly name: string } | { readonly kind: 'file'; readonly path: string }

const path = text('an absolute path', parsePath)

/** Where a secret stands, never the secret itself. */
const secretSource = keyed(
  v.pipe(
    map({ env: needed('environment variable that holds user:password', text('the name of an environment variable', parseVariable)) }),
    v.transform(({ env }): SecretSource => ({ kind: 'environment', name: env })),
  ),
  v.pipe(
    map({ file: needed('file that holds user:password and nothing else', path) }),
    v.transform(({ file }): SecretSource => ({ kind: 'file', path: file })),
  ),
)

/** Whom to trust over TLS. */
export const tlsEntries = {
  insecure: key('accept any certificate', flag()),
  ca: key('file with the certificates to trust, PEM', path),
}

/** Who we are over TLS where others ask us, and whom we let in. */
export const listenerTlsEntries = {
  cert: needed('file with the certificate, and those that lead to its authority, PEM', path),
  key: needed('file with the key of the certificate, PEM', path),
  'client-ca': key('file with the certificates that have to have signed that of a client, PEM; clients need none by default', path),
}

/** How to be let in over http:// and https://. */
export const accessEntries = { credentials: key(meanings.credentials, secretSource), ...tlsEntries }

/** The keys of `tlsEntries` with their defaults. */
export const tlsOf = ({ insecure = false, ca }: { readonly insecure?: boolean; readonly ca?: string }): TlsOptions => ({
  insecure,
  ...(ca !== undefined && { ca }),
})

export const presentCredentials = (credentials: SecretSource | undefined): { readonly credentials?: SecretSource } =>
  credentials === undefined ? {} : { credentials }
