// Which VIPs does a command learn from its environment?
import type { Finding } from '../problems/problem.ts'
import type { Readable } from './readable.ts'

/** In bytes, what Linux starts a program with in one variable (execve(2), MAX_ARG_STRLEN without name and end). */
const longestList = 131_072 - 'RHI_VIPS='.length - 1

/** The VIPs of a service as RHI_VIPS has them; undefined where there are too many for it. */
export const vipsVariable = (vips: readonly string[]): string | undefined => {
  const text = vips.join(' ')
  return text.length <= longestList ? text : undefined
}

/** Warnings about commands that get none. */
export const commandEnvironmentFindings = ({ services }: Readable): readonly Finding[] =>
  Object.entries(services).flatMap(([name, service]) => {
    const vips = service?.vips.flatMap((vip) => (vip ? [vip.text] : [])) ?? []
    const hasCommand = service?.checks.some((check) => check?.kind === 'command') === true
    if (!hasCommand || vipsVariable(vips) !== undefined) return []
    const expected = `at most ${longestList} bytes of VIPs beside a command, which gets no RHI_VIPS with more; divide them among several services if it needs them`
    return [{ path: ['services', name, 'vips'], expected, got: `${vips.join(' ').length} bytes`, warning: true }]
  })
