// From which address does this machine speak to another one?
import { execa } from 'execa'
import * as v from 'valibot'

/** `isRouted`: a router stands between. `reason` is a part of a sentence. */
type SourceAddress =
  | { readonly ok: true; readonly address: string; readonly isRouted: boolean }
  | { readonly ok: false; readonly reason: string }

/** Asks the kernel for the route to an address and gives the source address that it would choose. Sends nothing. */
export const sourceAddressTo = async (address: string): Promise<SourceAddress> => {
  const answer = await ask('route', 'get', address)
  if (!answer.ok) return answer
  const routes = v.safeParse(v.array(chosenRoute), answer.json)
  const route = routes.success ? routes.output[0] : undefined
  if (route === undefined) return { ok: false, reason: 'the kernel names no source address' }
  return { ok: true, address: route.prefsrc, isRouted: route.gateway !== undefined || route.via !== undefined }
}

const chosenRoute = v.object({ prefsrc: v.string(), gateway: v.optional(v.string()), via: v.optional(v.unknown()) })

/** The route that leads an address nowhere on purpose, as `ip route delete` takes it; undefined where there is none. */
export const barredBy = async (address: string): Promise<string | undefined> => {
  const answer = await ask('route', 'show', 'match', address)
  const routes = v.safeParse(v.array(v.object({ type: v.optional(v.string()), dst: v.string() })), answer.ok ? answer.json : [])
  const route = routes.success
    ? routes.output.findLast(({ type }) => ['unreachable', 'blackhole', 'prohibit'].includes(type ?? ''))
    : undefined
  return route === undefined ? undefined : `${route.type} ${route.dst}`
}

/** The IPv4 addresses of this machine that others may know: that of its default route, then the others in the order of its links, loopback last. */
export const ipv4Addresses = async (): Promise<readonly string[]> => {
  const [byDefault, all] = await Promise.all([sourceAddressTo(anywhere), ask('-4', 'address', 'show', 'scope', 'global')])
  const links = v.safeParse(v.array(link), all.ok ? all.json : [])
  const [loopback = [], others = []] = [true, false].map((wanted) =>
    (links.success ? links.output : []).filter(({ flags }) => flags.includes('LOOPBACK') === wanted).flatMap(addressesOf),
  )
  return [...new Set([...(byDefault.ok ? [byDefault.address] : []), ...others, ...loopback])]
}

// An address of documentation (RFC 5737), to which only a default route leads.
const anywhere = '192.0.2.1'

/** The addresses of the loopback interface, as prefixes, with their labels. */
export const loopbackAddresses = async (): Promise<readonly { readonly prefix: string; readonly label: string }[]> => {
  const answer = await ask('address', 'show', 'dev', 'lo')
  const links = v.safeParse(v.array(v.object({ addr_info: v.array(labelled) })), answer.ok ? answer.json : [])
  return (links.success ? links.output : []).flatMap(({ addr_info }) =>
    addr_info.map(({ local, prefixlen, label = '' }) => ({ prefix: `${local}/${prefixlen}`, label })),
  )
}

/** The IPv6 addresses of this machine that it may choose to speak from, and where each is. */
export const preferredAddresses = async (): Promise<readonly { readonly address: string; readonly device: string }[]> => {
  const answer = await ask('-6', 'address', 'show', 'scope', 'global')
  if (!answer.ok) throw new Error(answer.reason)
  const links = v.safeParse(v.array(v.object({ ifname: v.optional(v.string()), addr_info: v.optional(v.array(aging)) })), answer.json)
  return (links.success ? links.output : []).flatMap(({ ifname = '', addr_info = [] }) =>
    addr_info.flatMap(({ local, deprecated }) => (local === undefined || deprecated === true ? [] : [{ address: local, device: ifname }])),
  )
}

const aging = v.object({ local: v.optional(v.string()), deprecated: v.optional(v.boolean()) })

const labelled = v.object({ local: v.string(), prefixlen: v.number(), label: v.optional(v.string()) })

// Older versions of ip leave an empty map for every address that they do not show.
const link = v.object({ flags: v.array(v.string()), addr_info: v.array(v.object({ local: v.optional(v.string()) })) })

const addressesOf = ({ addr_info }: v.InferOutput<typeof link>): readonly string[] => addr_info.flatMap(({ local }) => local ?? [])

type Answer = { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly reason: string }

const ask = async (...words: readonly string[]): Promise<Answer> => {
  const { failed, code, stdout, stderr } = await execa('ip', ['-j', ...words], { reject: false, stdin: 'ignore', timeout: 5000 })
  if (failed) return { ok: false, reason: code === 'ENOENT' ? 'there is no program ip (Debian: iproute2)' : complaint(stderr) }
  return { ok: true, json: JSON.parse(stdout) }
}

const complaint = (stderr: string): string =>
  stderr.split('\n')[0]?.replace('RTNETLINK answers: ', '').toLowerCase() || 'ip does not answer'
