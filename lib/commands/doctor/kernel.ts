// How does the kernel of this machine treat what comes in?
import { readdir } from 'node:fs/promises'
import { BlockList } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { hostLength, type Prefix } from '../../bgp/prefix.ts'
import type { Facts } from '../../doctor/check.ts'
import { readText } from '../../io/text-file.ts'

const devices = '/proc/sys/net/ipv4/conf'

const numberIn = async (path: string): Promise<number | undefined> => {
  const read = await readText(path)
  return read.ok ? Number(read.text) : undefined
}

/** Of its own value and that of `all` the greater one counts for an interface. */
const effective = async (device: string, key: string): Promise<number> => {
  const values = await Promise.all(['all', device].map((one) => numberIn(`${devices}/${one}/${key}`)))
  return Math.max(...values.map((value) => value ?? 0))
}

export const reversePaths = async (): Promise<Facts['reversePath']> => {
  const names = (await readdir(devices)).filter((name) => !['all', 'default', 'lo'].includes(name))
  return new Map(await Promise.all(names.map(async (name) => [name, await effective(name, 'rp_filter')] as const)))
}

/** Where the kernel answers for an address of another interface: `arp_ignore` is 0 unless somebody says so. */
export const answeredOn = async (vips: readonly Prefix[]): Promise<Facts['answered']> => {
  const hosts = vips.filter(({ family, length }) => family === 'ipv4' && length === hostLength(family))
  const near = Object.entries(networkInterfaces()).flatMap(([device, all]) =>
    hosts.filter(({ address }) => (all ?? []).some((one) => isNextTo(one, address))).map(({ address }) => ({ device, vip: address })),
  )
  const values = await Promise.all(near.map(({ device }) => effective(device, 'arp_ignore')))
  return near.filter((_, index) => values[index] === 0)
}

const isNextTo = ({ internal, family, address, cidr }: NetworkInterfaceInfo, vip: string): boolean => {
  const length = Number(cidr?.split('/')[1] ?? 32)
  if (internal || family !== 'IPv4' || address === vip || length === 32) return false
  const subnet = new BlockList()
  subnet.addSubnet(address, length)
  return subnet.check(vip)
}

/** A kernel without the family has no address of it either. */
export const nonlocalBinds = async (): Promise<Facts['nonlocalBind']> => {
  const [ipv4, ipv6] = await Promise.all(['ipv4', 'ipv6'].map((family) => numberIn(`/proc/sys/net/${family}/ip_nonlocal_bind`)))
  return { ipv4: ipv4 === 1, ipv6: ipv6 === 1 }
}

/** Nothing where nobody tracks connections. */
export const trackedConnections = async (): Promise<Facts['conntrack']> => {
  const [count, most] = await Promise.all(['count', 'max'].map((name) => numberIn(`/proc/sys/net/netfilter/nf_conntrack_${name}`)))
  return count === undefined || most === undefined ? undefined : { count, most }
}
