// What does ExaBGP itself say of its configuration, without starting anything?
import { basename } from 'node:path'
import { execa } from 'execa'
import type { Facts } from '../../doctor/check.ts'
import type { Unit } from '../../doctor/unit.ts'

/** Python reads all of ExaBGP first, which a busy machine takes its time for. */
const defaultWithinMs = 5000

/** Listening, forking, files and the debugger are for an ExaBGP that stays. */
const harmless = {
  'exabgp.tcp.bind': '',
  'exabgp.daemon.daemonize': 'false',
  'exabgp.log.enable': 'true',
  'exabgp.log.destination': 'stdout',
  'exabgp.log.level': 'INFO',
  'exabgp.api.cli': 'false',
  'exabgp.pdb.enable': 'false',
  'exabgp.debug.pdb': 'false',
  'exabgp.profile.enable': 'false',
}

/** The words of 4.2, 5.0 and 6.0. */
const ways = [['--validate'], ['validate'], ['configuration', 'validate']]

/** As the unit starts it, where there is one; it does not outlive us. Throws if there is no answer within `withinMs`, or none that is understood. */
export const validationOf = async (conf: string, unit: Unit | undefined, withinMs = defaultWithinMs): Promise<Facts['validation']> => {
  const [program = 'exabgp', ...words] = programIn(unit?.start ?? [])
  const env = { PATH: `${process.env.PATH ?? ''}:/usr/sbin`, ...Object.fromEntries(unit?.environment ?? []), ...harmless }
  const until = performance.now() + withinMs
  for (const way of ways) {
    const timeout = Math.max(1, Math.round(until - performance.now()))
    const options = { reject: false, stdin: 'ignore', all: true, env, timeout, killSignal: 'SIGKILL', cwd: '/' } as const
    const { code, exitCode, timedOut, all } = await execa(program, [...words, ...way, conf], options)
    if (code === 'ENOENT') return 'missing'
    if (timedOut || exitCode === undefined) throw new Error(`no answer within ${withinMs / 1000} s from ${program} ${way.join(' ')}`)
    if (exitCode === 0) return 'valid'
    if (!/unrecognized arguments|invalid choice/.test(all)) return { lines: linesOf(all) }
  }
  throw new Error(`${program} knows no way to look at a configuration`)
}

/** Without the words of one start: `exabgp`, or Python and the module. */
const programIn = (start: readonly string[]): readonly string[] => {
  const module = start.indexOf('-m')
  if (module > 0) return start.slice(0, module + 2)
  return start[0] !== undefined && basename(start[0]).startsWith('exabgp') ? [start[0]] : []
}

// Of "03:12:45 | 812 | configuration | line 9: …" the last part, and of 5.0's what is on stderr too.
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^.*\| \w[\w ]* +\| /, '').trim())
    .filter((line) => line !== '')
