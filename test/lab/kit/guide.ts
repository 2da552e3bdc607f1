// How does one look around in a lab that was left running?
import { builtProgram } from '../../e2e/kit/built-program.ts'
import type { Frr } from '../../e2e/kit/frr.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import type { Appliance } from './appliance.ts'

/** What a command shows, and the command. */
export type Row = readonly [what: string, command: string]

/** The command, to be run inside a namespace from anywhere. */
export const inside = ({ fullName }: Namespace, command: string): string => `ip netns exec ${fullName} ${command}`

/** A question to a router. */
export const asked = ({ namespace, folder }: Frr, question: string): string =>
  inside(namespace, `vtysh --vty_socket ${folder} -c '${question}'`)

/** What every appliance lets one see. */
export const applianceRows = ({ name, host, exabgp, recordPath }: Appliance): Row[] => [
  [`${name}: ExaBGP and our log`, `tail -f ${exabgp.program.log.path}`],
  [`${name}: what happened, and why`, `${process.execPath} ${builtProgram} explain ${recordPath}`],
  [`${name}: a shell`, inside(host, 'bash')],
]

/** What one may do in a lab that was left running. */
export const guideLines = (rows: readonly Row[]): string[] => {
  const all: readonly Row[] = [...rows, ['stop the lab', 'Ctrl-C here, or: npm run lab -- --stop']]
  return ['The lab keeps running. To look around:', ...linesOf(all)]
}

/** In two columns, further in. */
export const linesOf = (rows: readonly Row[]): string[] => {
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows.map(([what, command]) => `  ${what.padEnd(width)}  ${command}`)
}
