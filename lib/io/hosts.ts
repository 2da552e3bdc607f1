// Which addresses has a name on this machine, without asking anyone?
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { now } from './clock.ts'
import { readRegularFile } from './file.ts'

/** How long the file may take; then what it said before holds. */
const withinMs = 100
/** How often it is read again, at most. */
const readAgainAfterMs = 1000

type Hosts = ReadonlyMap<string, readonly LookupAddress[]>

type Known = {
  readonly at: number
  readonly text: string
  readonly hosts: Hosts
  /** Read last, and not believed. */
  readonly doubted?: string
}

/** The addresses of a name in such a file, in its order; `localhost` has its two, whatever the file says (RFC 6761, 6.3). */
export const createHosts = (path: string): ((name: string) => Promise<readonly LookupAddress[]>) => {
  let known: Known = { at: Number.NEGATIVE_INFINITY, text: '', hosts: new Map() }
  const hosts = async (): Promise<Hosts> => {
    if (now() < known.at + readAgainAfterMs) return known.hosts
    const text = await readRegularFile(path, withinMs).catch(() => known.text)
    known = { ...takenIn(known, text), at: now() }
    return known.hosts
  }
  return async (name) => {
    const wanted = name.toLowerCase().replace(/\.$/, '')
    return (await hosts()).get(wanted) ?? (/(^|\.)localhost$/.test(wanted) ? loopback : [])
  }
}

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

// Ten thousand lines take 14 ms. What does not end with a line may be half written, and is believed when it says the same again.
const takenIn = ({ doubted, ...known }: Known, text: string): Known => {
  if (text === known.text) return known
  return known.text !== '' && !text.endsWith('\n') && text !== doubted
    ? { ...known, doubted: text }
    : { ...known, text, hosts: hostsIn(text) }
}

const hostsIn = (text: string): Hosts => {
  const hosts = new Map<string, LookupAddress[]>()
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/)
    const family = isIP(address)
    if (family === 0) continue
    for (const name of new Set(names)) {
      const listed = hosts.get(name) ?? []
      listed.push({ address, family })
      hosts.set(name, listed)
    }
  }
  return hosts
}
