// For how long has this machine been running?
import { readFile } from 'node:fs/promises'
import type { Uptime } from '../record/uptime.ts'

/** A clock of this machine's processes; undefined where the system does not tell one start of the machine from another. */
export const uptimeClock = async (): Promise<() => Uptime | undefined> => {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => undefined)
  return () => (boot === undefined ? undefined : { boot: boot.trim(), ms: Number(process.hrtime.bigint() / 1_000_000n) })
}
