// What is the case on this machine beside files of ExaBGP's and ours?
import { stat, statfs } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { execa } from 'execa'
import type { Facts } from '../../doctor/check.ts'
import { assignmentsOf, type EnvironmentFile, environmentFilesIn } from '../../doctor/environment-file.ts'
import { property, readUnit, type Unit } from '../../doctor/unit.ts'
import { groupName } from '../../io/groups.ts'
import { readText } from '../../io/text-file.ts'

const withinMs = 2000

export const userNow = async (): Promise<Facts['user']> => {
  const { username, gid } = userInfo()
  return { name: username, group: await groupName(gid) }
}

/** Where systemd looks for the programs of a unit that says nothing else, on Debian. */
const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The first `node` in the PATH of the unit of ExaBGP, which is what the first line of our program finds; without a unit in ours. */
export const nodeFor = async (unit: Unit | undefined): Promise<Facts['node']> => {
  const path = unit?.environment.get('PATH')
  const isUnits = unit !== undefined && property(unit, 'LoadState') === 'loaded'
  const env = unit === undefined ? {} : { PATH: path ?? usualPath }
  const { stdout, failed, code } = await execa('node', ['--version'], { reject: false, stdin: 'ignore', timeout: withinMs, env })
  if (failed && code !== 'ENOENT') throw new Error(`node --version: ${code ?? 'no answer'}`)
  return { found: failed ? undefined : stdout.trim(), own: process.execPath, path: path ?? usualPath, isUnits }
}

/** Undefined where no systemd runs this machine. */
export const unitOfExabgp = async (withinMs: number): Promise<Unit | undefined> => {
  const booted = await stat('/run/systemd/system').catch(() => undefined)
  if (booted === undefined) return undefined
  const shown = await execa('systemctl', ['show', 'exabgp'], { reject: false, stdin: 'ignore', timeout: withinMs })
  if (shown.failed) throw new Error(`systemctl: ${shown.timedOut ? 'no answer' : shown.stderr.split('\n', 1)[0] || shown.code}`)
  const named = environmentFilesIn(readUnit(shown.stdout).values.get('EnvironmentFiles') ?? [])
  return readUnit(shown.stdout, await Promise.all(named.map(environmentFileAt)))
}

const environmentFileAt = async (file: { readonly path: string; readonly isOptional: boolean }): Promise<EnvironmentFile> => {
  const read = await readText(file.path)
  if (read.ok) return { ...file, assignments: assignmentsOf(read.text) }
  return { ...file, reason: 'reason' in read ? read.reason : 'no UTF-8' }
}

/** Undefined where nobody knows. */
export const isClockSynchronized = async (): Promise<boolean | undefined> => {
  const words = ['show', '--property=NTPSynchronized', '--value']
  const { failed, stdout } = await execa('timedatectl', words, { reject: false, stdin: 'ignore', timeout: withinMs })
  return failed ? undefined : stdout.trim() === 'yes'
}

/** Of those that are there. */
export const disksOf = async (paths: readonly string[]): Promise<Facts['disks']> => {
  const found = await Promise.all(paths.map((path) => statfs(path).catch(() => undefined)))
  return found.flatMap((stats, index) =>
    stats === undefined ? [] : [{ path: paths[index] ?? '', free: stats.bavail / Math.max(1, stats.blocks) }],
  )
}
