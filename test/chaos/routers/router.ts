// What does the chaos want of a router, whatever program it is?
import type { Namespace } from '../../e2e/kit/namespace.ts'
import type { Program } from '../../e2e/kit/program.ts'
import { absent, type Stance } from '../services.ts'

export const routerNames = ['frr', 'bird', 'gobgp'] as const
export type RouterName = (typeof routerNames)[number]

export const nodeAs = 65010
export const routerAs = 65515
export const holdTimeSeconds = 9

/** Its wire: the node is host 1 on it, the router host 2. */
export type Wire = { readonly number: number; readonly ipv4: (host: 1 | 2) => string; readonly ipv6: (host: 1 | 2) => string }

export const wire = (number: number): Wire => ({
  number,
  ipv4: (host) => `10.${number}.0.${host}`,
  ipv6: (host) => `fd00:${number}::${host}`,
})

/** Which session it is; another one after each time that it was down. Undefined while it is not established. */
export type SessionMark = string | undefined

/** What it has now; its sessions in the order IPv4, IPv6. */
export type Table = { readonly sessions: readonly [SessionMark, SessionMark]; readonly routes: ReadonlyMap<string, Stance> }

export type Router = {
  readonly name: RouterName
  readonly namespace: Namespace
  readonly wire: Wire
  /** The program that speaks BGP. */
  readonly program: Program
  readonly start: () => Promise<void>
  /** Throws where it does not answer in time. */
  readonly table: () => Promise<Table>
  /** Ends both sessions from its side. */
  readonly reset: () => Promise<void>
}

/** The stance that these attributes are, as a router shows them. */
export const stanceOf = (asPath: readonly number[], communities: readonly string[]): Stance =>
  [`prepend ${asPath.length - 1}`, ...communities.toSorted()].join(' ')

export const stanceIn = ({ routes }: Table, prefix: string): Stance => routes.get(prefix) ?? absent
