// Which program does a process of ExaBGP run, and with which arguments?

type Invocation =
  /** `before`: what starts it. */
  | { readonly kind: 'healthcheck'; readonly before: readonly string[]; readonly args: readonly string[] }
  | { readonly kind: 'ober'; readonly vip: string }
  | { readonly kind: 'ours' }
  /** One that is not known, or that starts the other by itself: it is not opened. */
  | { readonly kind: 'other'; readonly program: string }

/** Whatever starts it: `python3 -m exabgp healthcheck`, `exabgp healthcheck`, `/usr/bin/exabgp-healthcheck`, `env X=1 …`, `sudo -u … …`. */
export const invocationOf = (words: readonly string[]): Invocation => {
  const at = words.findIndex(isHealthcheck)
  if (at >= 0) return { kind: 'healthcheck', before: words.slice(0, at), args: words.slice(at + 1) }
  const ober = words.findIndex((word) => nameOf(word) === 'ober')
  const [command, vip] = words.slice(ober + 1)
  if (ober >= 0 && command === 'health' && vip !== undefined) return { kind: 'ober', vip }
  if (words.some((word) => /^exabgp-haproxy(\.js)?$/.test(nameOf(word)))) return { kind: 'ours' }
  return { kind: 'other', program: words.find((word) => !word.includes('=') && nameOf(word) !== 'env') ?? '' }
}

const isHealthcheck = (word: string, at: number, words: readonly string[]): boolean =>
  nameOf(word) === 'exabgp-healthcheck' ||
  word === 'exabgp.application.healthcheck' ||
  word.endsWith('exabgp/application/healthcheck.py') ||
  (word === 'healthcheck' && isExabgp(words[at - 1] ?? ''))

export const isExabgp = (word: string): boolean => /^(python3-)?exabgp(\.py)?$/.test(nameOf(word))

/** The program that a word names. */
export const nameOf = (word: string): string => word.slice(word.lastIndexOf('/') + 1)
