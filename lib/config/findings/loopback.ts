// May every VIP be put on this machine where that is wanted?
import { hostLength } from '../../bgp/prefix.ts'
import { type Finding, formatPath, type Path, shown } from '../problems/problem.ts'
import { loopbackOf } from '../resolve/loopback.ts'
import type { Readable, ReadableService } from './readable.ts'

type Managed = {
  readonly path: Path
  readonly service: ReadableService
  readonly loopback: NonNullable<ReturnType<typeof loopbackOf>>
}

/** VIPs that are no single address, that are the node's own, or that two services want on two interfaces; and what contradicts `require-local`. */
export const loopbackFindings = (parts: Readable): readonly Finding[] => {
  const managed = managedIn(parts)
  const own = ownAddresses(parts)
  return [...managed.flatMap((one) => [...requirements(one), ...vipFindings(one, own)]), ...elsewhere(managed)]
}

// What cannot be read says nothing.
const managedIn = ({ loopback: outer, services }: Readable): readonly Managed[] =>
  outer === null
    ? []
    : Object.entries(services).flatMap(([name, service]) => {
        if (!service || service.loopback === null) return []
        const loopback = loopbackOf(service.loopback, outer)
        return loopback === undefined ? [] : [{ path: ['services', name], service, loopback }]
      })

/** By address, what of the sessions it is. */
const ownAddresses = ({ sessions }: Readable): ReadonlyMap<string, string> => {
  if (!sessions) return new Map()
  const local = sessions.peers.flatMap((peer, index): readonly (readonly [string, string])[] =>
    peer?.['local-address'] === undefined ? [] : [[peer['local-address'].text, `sessions.peers[${index}].local-address`]],
  )
  const id = sessions['router-id']
  return new Map([...local, ...(typeof id === 'string' ? [[id, 'sessions.router-id'] as const] : [])])
}

const requirements = ({ path, service, loopback }: Managed): readonly Finding[] => {
  const written = service['require-local']
  const at = { path: [...path, 'require-local'], got: shown(written) }
  if (written === 'ignore') return [{ ...at, expected: 'off or on, as loopback looks whether the VIPs are there' }]
  return written === 'on' && loopback.remove === 'withdrawn'
    ? [{ ...at, expected: 'off, as a VIP that loopback takes away (remove: withdrawn) would count as down for ever' }]
    : []
}

const vipFindings = ({ path, service }: Managed, own: ReadonlyMap<string, string>): readonly Finding[] =>
  service.vips.flatMap((vip, index) => {
    if (!vip) return []
    const at = [...path, 'vips', index]
    if (vip.length !== hostLength(vip.family))
      return [
        { path: at, expected: 'a single address, as loopback puts no other on this machine; or loopback.manage off here', got: vip.text },
      ]
    const whose = own.get(vip.address)
    return whose === undefined
      ? []
      : [{ path: at, expected: 'no address of the node itself where loopback.manage is on', got: `${vip.text}, which is ${whose}` }]
  })

const elsewhere = (managed: readonly Managed[]): readonly Finding[] => {
  const first = new Map<string, Managed>()
  return managed.flatMap((one) =>
    one.service.vips.flatMap((vip, index) => {
      if (!vip) return []
      const earlier = first.get(vip.text)
      if (earlier === undefined) first.set(vip.text, one)
      return earlier === undefined || earlier.loopback.interface === one.loopback.interface
        ? []
        : [
            {
              path: [...one.path, 'vips', index],
              expected: `the interface ${earlier.loopback.interface} for ${vip.text}, as ${formatPath(earlier.path)} has`,
              got: one.loopback.interface,
            },
          ]
    }),
  )
}
