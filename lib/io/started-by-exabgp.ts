// Did ExaBGP itself start this process?
import { readFileSync } from 'node:fs'

/**
 * Whether the words of the `parent` start ExaBGP: `exabgp`, `python3 /usr/sbin/exabgp`, `python3 -m exabgp`, or the file to which the script of its source
 * leads. What a shell, ssh or CI started is not ExaBGP's, though its stdin may be a pipe as well, and the shell's script be called so; and its own health
 * check runs commands too, and waits for their end.
 */
export const startedByExabgp = ([program = '', ...words] = wordsOf(process.ppid)): boolean => {
  if (words.includes('healthcheck')) return false
  if (isExabgp.test(program)) return true
  const at = words.findIndex((word, index) => !word.startsWith('-') && !/^-[WX]$/.test(words[index - 1] ?? ''))
  return isPython.test(program) && isScript(words[at] ?? '', words[at - 1])
}

const isExabgp = /(^|\/)exabgp$/
const isPython = /(^|\/)(python|pypy)[\d.]*$/

const isScript = (word: string, before: string | undefined): boolean =>
  before === '-m'
    ? /^exabgp(\.application(\.\w+)?)?$/.test(word)
    : isExabgp.test(word) || /(^|\/)exabgp\/(application\/(main|bgp)|__main__)\.py$/.test(word)

const wordsOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
  } catch {
    return []
  }
}
