// Do the BGP sessions of this node make sense beside each other?
import { type Finding, type Path, shown } from '../problems/problem.ts'
import type { Readable } from './readable.ts'

/** Peers without an AS number, peers that are written twice, addresses of two families on one session, and sessions without a local AS. */
export const sessionFindings = ({ sessions, bgp }: Readable): readonly Finding[] => {
  if (!sessions) return []
  const noLocalAs = bgp !== null && bgp?.['local-as'] === undefined
  const first = new Map<string, number>()
  return [
    ...(noLocalAs ? [{ path: ['sessions'], expected: 'local-as to be set, which every session needs', got: shown(undefined) }] : []),
    ...sessions.peers.flatMap((peer, index) => {
      if (!peer) return []
      const path = ['sessions', 'peers', index]
      const { text, family } = peer.address
      const earlier = first.get(text)
      if (earlier === undefined) first.set(text, index)
      return [
        ...(peer.as === undefined && sessions.as === undefined ? [missingAs(path)] : []),
        ...(earlier === undefined ? [] : [{ path, expected: 'every peer once', got: `${text} again, after sessions.peers[${earlier}]` }]),
        ...(peer['local-address'] === undefined || peer['local-address'].family === family
          ? []
          : [
              { path: [...path, 'local-address'], expected: `an address of the family of ${text}`, got: shown(peer['local-address'].text) },
            ]),
      ]
    }),
  ]
}

const missingAs = (path: Path): Finding => ({ path, expected: 'the key "as", here or in sessions for all peers', got: undefined })
