// Which TCP connections does the kernel have that BGP is about? Nothing is sent; it looks for them itself, however many others there are.
import { execa } from 'execa'
import type { Facts } from '../../doctor/check.ts'
import { readText } from '../../io/text-file.ts'

const withinMs = 2000

const ask = async (...words: readonly string[]): Promise<readonly string[]> => {
  const { failed, stdout, code } = await execa('ss', ['-H', '-n', '-t', ...words], { reject: false, stdin: 'ignore', timeout: withinMs })
  if (failed) throw new Error(code === 'ENOENT' ? 'there is no program ss (Debian: iproute2)' : 'ss does not answer')
  return stdout.split('\n').filter((line) => line !== '')
}

/** Peers that have not answered for a second or more: what asks them has been sent again. */
export const connectionsNow = async (): Promise<Facts['connections']> => {
  const lines = await ask('-o', 'state', 'syn-sent', 'dport', '=', ':179')
  return {
    waiting: lines.flatMap((line) => {
      const [, bare, bracketed, again = '0'] = /\s(?:([\d.]+)|\[([\da-f:.]+)\]):179\b(?:.*timer:\(on,[^,]*,(\d+)\))?/.exec(line) ?? []
      const address = bare ?? bracketed
      return address === undefined || again === '0' ? [] : [address]
    }),
  }
}

/** Those of users other than this one. */
export const listenersNow = async (): Promise<Facts['listeners']> => {
  const [lines, first] = await Promise.all([ask('-l', '-e'), readText('/proc/sys/net/ipv4/ip_unprivileged_port_start')])
  const others = lines.filter((line) => Number(/\buid:(\d+)/.exec(line)?.[1] ?? 0) !== process.getuid?.())
  return {
    others: others.map((line) => Number(/^\S+ +\S+ +\S+ +\S+:(\d+) /.exec(line)?.[1])),
    firstFree: first.ok ? Number(first.text) : 1024,
  }
}
