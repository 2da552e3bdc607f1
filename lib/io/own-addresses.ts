// Which addresses does this machine have?
import { networkInterfaces } from 'node:os'
import { errorCode } from '../values/error-code.ts'

type AddressLook = { readonly ok: true; readonly addresses: readonly string[] } | { readonly ok: false; readonly reason: string }

const linkLocal = /^fe80:/i

/** Those of all links that are up, loopback among them, as the system has them; without link-local ones, which come and go with every container. */
export const ownAddresses = (): AddressLook => {
  try {
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
    return { ok: true, addresses: [...new Set(all.map(({ address }) => address))].filter((one) => !linkLocal.test(one)).sort() }
  } catch (error) {
    return { ok: false, reason: errorCode(error) }
  }
}
