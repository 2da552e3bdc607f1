// Which addresses does DNS give a name, without holding a thread?
import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../values/error-code.ts'
import { now } from './clock.ts'
import { readRegularFile } from './file.ts'
import { candidates, firstFound, searchIn } from './search-list.ts'

/** Of one question to one server; c-ares doubles it with each round. */
const patience = { timeout: 500, tries: 3 }
/** How long the other family is waited for once one has answered (RFC 8305, 3). */
const otherFamilyMs = 50
/** How long resolv.conf may take, and how often it is read again at most. */
const configuration = { withinMs: 100, againAfterMs: 1000 }

type NameError = NodeJS.ErrnoException

/**
 * Asks for A and AAAA, along the search list of resolv.conf as the system's own look-ups do. Rejects with ENOTFOUND where there is no such name,
 * and with EAI_AGAIN (or EMFILE) where nobody can tell; after ten seconds or so at the latest.
 */
export const resolveName = async (name: string): Promise<readonly LookupAddress[]> => {
  const { resolver, search, dots } = await configured()
  const found = await firstFound(name, candidates(name, search, dots), (candidate) => bothFamilies(resolver, candidate))
  if (found.length === 0) throw nameError('ENOTFOUND', name)
  return found
}

export const nameError = (code: string, name: string): NameError => Object.assign(new Error(`${code}: ${name}`), { code })

const bothFamilies = async (resolver: Resolver, name: string): Promise<readonly LookupAddress[]> => {
  const four = ask(resolver.resolve4(name), 4, name)
  const six = ask(resolver.resolve6(name), 6, name)
  const first = await Promise.any([four, six].map(async (family) => demandSome(await family))).catch(() => [])
  const whole = Promise.all([four, six]).then(([one, other]) => [...one, ...other])
  return first.length === 0 ? whole : Promise.race([whole, delay(otherFamilyMs, first)]).catch(() => first)
}

const demandSome = (addresses: readonly LookupAddress[]): readonly LookupAddress[] => {
  if (addresses.length === 0) throw new Error('none')
  return addresses
}

const ask = (answer: Promise<readonly string[]>, family: 4 | 6, name: string): Promise<readonly LookupAddress[]> =>
  answer.then(
    (addresses) => addresses.map((address) => ({ address, family })),
    async (error: NameError) => {
      if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return []
      throw Object.assign(nameError((await lackOfFiles()) ?? 'EAI_AGAIN', name), { cause: error })
    },
  )

// c-ares does not say that it could open no socket.
const lackOfFiles = (): Promise<string | undefined> =>
  readRegularFile('/etc/resolv.conf', configuration.withinMs).then(
    () => undefined,
    (error) => ['EMFILE', 'ENFILE'].find((code) => code === errorCode(error)),
  )

type Configured = { readonly text: string; readonly resolver: Resolver; readonly search: readonly string[]; readonly dots: number }

let known: (Configured & { readonly at: number }) | undefined

// c-ares learns which servers answer; so it is kept as long as the file says the same.
const configured = async (): Promise<Configured> => {
  if (known !== undefined && now() < known.at + configuration.againAfterMs) return known
  const text = await readRegularFile('/etc/resolv.conf', configuration.withinMs).catch(textInstead)
  known = { ...(known?.text === text ? known : { text, resolver: newResolver(), ...searchIn(text) }), at: now() }
  return known
}

// c-ares reads the file as well, and we would wait for it: only where that has just gone well, or gone wrong at once.
const textInstead = (error: unknown): string => {
  if (known !== undefined) return known.text
  const code = errorCode(error)
  if (/^E[A-Z]/.test(code)) return ''
  throw nameError('EAI_AGAIN', `/etc/resolv.conf: ${code}`)
}

// Where the file names none Node reads it again when that one fails, unless it was set.
const newResolver = (): Resolver => {
  const resolver = new Resolver(patience)
  if (String(resolver.getServers()) === localServer) resolver.setServers([localServer])
  return resolver
}

const localServer = '127.0.0.1'
