// On which mount does a path lie, without asking the mount?
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { now } from './clock.ts'

const readAgainAfterMs = 5000

let known: { readonly at: number; readonly points: readonly string[] } | undefined

/** The mount point with the longest name that the path begins with; symbolic links are not followed, as that could hang. */
export const mountOf = (path: string): string => {
  if (known === undefined || now() > known.at + readAgainAfterMs) known = { at: now(), points: mountPoints() }
  const whole = resolve(path)
  return known.points.find((point) => whole === point || whole.startsWith(point === '/' ? point : `${point}/`)) ?? '/'
}

// proc(5): the fifth field, with spaces and the like as \040. The kernel answers for the list by itself.
const mountPoints = (): readonly string[] => {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    const points = lines.flatMap((line) => line.split(' ')[4] ?? [])
    return points.map(unescaped).sort((one, other) => other.length - one.length)
  } catch {
    return []
  }
}

const unescaped = (point: string): string =>
  point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
