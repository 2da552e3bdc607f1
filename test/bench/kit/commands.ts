// How are we and our peer started?
import { builtProgram } from '../../e2e/kit/built-program.ts'

type Flags = Readonly<Record<string, string>>

/** Our program as it is built; `stats` is HAProxy's socket. */
export const ourCommand = (stats: string, flags: Flags): readonly string[] => [...[builtProgram, 'run', '--stats', stats], ...words(flags)]

/** ExaBGP's own, of the same package as the ExaBGP that runs it. */
export const healthcheckCommand = (flags: Flags, url: string): readonly string[] => [
  ...['/usr/bin/python3', '-m', 'exabgp', 'healthcheck', '--no-syslog', '--no-ip-setup', '--withdraw-on-down'],
  ...[...words(flags), '--command', `curl --silent --fail --output /dev/null ${url}`],
]

const words = (flags: Flags): readonly string[] => Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])
