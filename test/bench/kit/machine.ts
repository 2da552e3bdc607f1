// On which machine, and with which versions of everything, has this been measured?
import { availableParallelism, cpus, loadavg, release } from 'node:os'
import { execa } from 'execa'

/** `load`: the load average of the last minute; more than 1 when nothing is measured yet means that others were at work. */
export type Machine = {
  readonly at: string
  readonly processor: string
  readonly cores: number
  readonly versions: string
  readonly load: number
}

export const describeMachine = async (): Promise<Machine> => ({
  at: new Date().toISOString(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  versions: [
    `Linux ${release()}`,
    `Node ${process.versions.node}`,
    `HAProxy ${await versionOf('haproxy', '-v')}`,
    `ExaBGP ${await versionOf('/usr/bin/python3', '-m', 'exabgp', '--version')}`,
    `FRR ${await versionOf('/usr/lib/frr/bgpd', '--version')}`,
  ].join(', '),
  load: loadNow(),
})

/** The load average of the last minute. */
export const loadNow = (): number => Number(loadavg()[0]?.toFixed(2))

const versionOf = async (program: string, ...words: readonly string[]): Promise<string> => {
  const { stdout } = await execa(program, words, { reject: false })
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'of an unknown version'
}
