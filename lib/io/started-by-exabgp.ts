// Did ExaBGP itself start this process?
import { readFileSync } from 'node:fs'

/** What a script, ssh or CI started is not ExaBGP's, though its stdin may be a pipe as well. */
export const startedByExabgp = (): boolean => {
  try {
    return isExabgp(readFileSync(`/proc/${process.ppid}/cmdline`, 'latin1').split('\0'))
  } catch {
    return false
  }
}

/** Whether these words start ExaBGP: `exabgp`, `python3 /usr/sbin/exabgp`, `python3 -m exabgp`. Its own health check runs commands too, and waits for their end. */
export const isExabgp = ([program = '', ...words]: readonly string[]): boolean =>
  [program, words.find((word) => !word.startsWith('-')) ?? ''].some((word) => /(^|\/)exabgp$/.test(word)) && !words.includes('healthcheck')
