// Which addresses has a name on this machine, without asking anyone?
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { now } from './clock.ts'
import { readRegularFile } from './file.ts'

/** How long the file may take; then what it said before holds. */
const withinMs = 100
/** How often it is read again, at most. */
const readAgainAfterMs = 1000

let known: { readonly at: number; readonly text: string } = { at: Number.NEGATIVE_INFINITY, text: '' }

/** The addresses of a name in /etc/hosts, in its order; `localhost` has its two, whatever the file says (RFC 6761, 6.3). */
export const addressesInHosts = async (name: string): Promise<readonly LookupAddress[]> => {
  const wanted = name.toLowerCase().replace(/\.$/, '')
  const listed = listedIn(await textOfHosts(), wanted)
  return listed.length === 0 && /(^|\.)localhost$/.test(wanted) ? loopback : listed
}

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const textOfHosts = async (): Promise<string> => {
  if (now() < known.at + readAgainAfterMs) return known.text
  const text = await readRegularFile('/etc/hosts', withinMs).catch(() => known.text)
  known = { at: now(), text }
  return text
}

const listedIn = (text: string, wanted: string): readonly LookupAddress[] =>
  text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const family = isIP(address)
    return family !== 0 && names.some((name) => name.toLowerCase() === wanted) ? [{ address, family }] : []
  })
