// How are addresses put on an interface, or taken from it, and why not?
import { execa } from 'execa'
import { mountOf } from './mount.ts'

/** An address as a host prefix, such as `192.0.2.1/32`. */
type Placed = { readonly vip: string; readonly interface: string }

/** By prefix, in the words of an operator, why nothing was done. `already`: an address to be put there is there, one to be taken away is not. */
type IpOutcome = { readonly refused: ReadonlyMap<string, string>; readonly already: readonly string[] }

const ipWithinMs = 5000

/** Debian has it in /usr/bin and /usr/sbin, one of which a service may lack. */
const places = '/usr/sbin:/usr/bin:/sbin:/bin'

// Node waits until the program has begun, for ever where it would be looked for on a mount that does not answer.
const searched = (): string => [...(process.env.PATH ?? '').split(':').filter((folder) => mountOf(folder).local), places].join(':')

/** Runs one `ip` for all of them, for 5 s at most. An IPv6 address is never chosen as a source (RFC 6724, rule 3), and is usable at once. Never rejects. */
export const changeAddresses = async (change: 'add' | 'del', all: readonly Placed[]): Promise<IpOutcome> => {
  const { failed, timedOut, code, stderr, shortMessage } = await execa('ip', ['-force', '-batch', '-'], {
    input: all.map((one) => `${lineOf(change, one)}\n`).join(''),
    env: { PATH: searched(), LC_ALL: 'C' },
    reject: false,
    stdout: 'ignore',
    timeout: ipWithinMs,
    killSignal: 'SIGKILL',
    cleanup: false,
  })
  if (!failed) return { refused: new Map(), already: [] }
  const complaints = complaintsIn(typeof stderr === 'string' ? stderr : '')
  const whole = code === 'ENOENT' ? notInstalled : timedOut ? `ip did not end within ${ipWithinMs / 1000} s` : undefined
  if (whole !== undefined || complaints.size === 0) return allRefused(all, whole ?? shortMessage ?? 'ip failed')
  return sorted(all, complaints)
}

const notInstalled = 'there is no program ip: apt install iproute2'

// All of it has been read strictly: no text of an operator reaches ip.
const lineOf = (change: 'add' | 'del', { vip, interface: device }: Placed): string =>
  `address ${change} ${vip} dev ${device}${change === 'add' && vip.includes(':') ? ' preferred_lft 0 nodad' : ''}`

const allRefused = (all: readonly Placed[], reason: string): IpOutcome => ({
  refused: new Map(all.map(({ vip }) => [vip, reason])),
  already: [],
})

/** By line from 1, what ip said before it named the line. */
const complaintsIn = (stderr: string): ReadonlyMap<number, string> => {
  const found = new Map<number, string>()
  let said: string[] = []
  for (const line of stderr.split('\n')) {
    const [, number] = /^Command failed -:(\d+)$/.exec(line) ?? []
    if (number === undefined) said.push(line)
    else {
      found.set(Number(number), said.join(' ').trim())
      said = []
    }
  }
  return found
}

const sorted = (all: readonly Placed[], complaints: ReadonlyMap<number, string>): IpOutcome => {
  const refused = new Map<string, string>()
  const already: string[] = []
  for (const [index, one] of all.entries()) {
    const complaint = complaints.get(index + 1)
    if (complaint === undefined) continue
    if (/already assigned|File exists|not found|Cannot assign requested address/i.test(complaint)) already.push(one.vip)
    else refused.set(one.vip, reasonFor(complaint, one))
  }
  return { refused, already }
}

const reasonFor = (complaint: string, { interface: device }: Placed): string => {
  if (/Operation not permitted/.test(complaint))
    return 'Operation not permitted: ExaBGP and its processes lack CAP_NET_ADMIN, which AmbientCapabilities=CAP_NET_ADMIN in exabgp.service gives them'
  if (/IPv6 is disabled|Permission denied/.test(complaint))
    return `IPv6 is disabled on ${device}: sysctl net.ipv6.conf.${device}.disable_ipv6=0`
  if (/Cannot find device/.test(complaint)) return `there is no interface ${device}: ip link add ${device} type dummy`
  return complaint.replace(/^(Error|RTNETLINK answers): /, '')
}
