// How do several hosts share a segment?
import { bridge, link, type Namespace } from '../../e2e/kit/namespace.ts'

/** A switch; its name is that of every interface that is linked to it, at most 15 characters. */
export type Segment = { readonly fabric: Namespace; readonly name: string }

/** A new switch inside a namespace, which may hold many. */
export const makeSegment = async (fabric: Namespace, name: string): Promise<Segment> => {
  await bridge(fabric, name)
  return { fabric, name }
}

/** Links a host to a segment with these addresses, for example `10.0.0.1/24`; the first is an IPv4 address and names the switch's port. */
export const join = async ({ fabric, name }: Segment, host: Namespace, ...addresses: readonly [string, ...string[]]): Promise<void> => {
  const port = addresses[0].replace(/\/.*/, '')
  await link({ namespace: host, dev: name, addresses }, { namespace: fabric, dev: port })
  await fabric.ip(`link set ${port} master ${name}`)
}
