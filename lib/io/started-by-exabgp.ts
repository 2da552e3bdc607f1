// Did ExaBGP itself start this process?
import { readFileSync } from 'node:fs'

/**
 * Whether the words of the `parent` start ExaBGP: `exabgp`, `python3 /usr/sbin/exabgp`, `python3 -m exabgp`. What a script, ssh or CI started is not
 * ExaBGP's, though its stdin may be a pipe as well; and its own health check runs commands too, and waits for their end.
 */
export const startedByExabgp = ([program = '', ...words] = wordsOf(process.ppid)): boolean =>
  [program, words.find((word) => !word.startsWith('-')) ?? ''].some((word) => /(^|\/)exabgp$/.test(word)) && !words.includes('healthcheck')

const wordsOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
  } catch {
    return []
  }
}
