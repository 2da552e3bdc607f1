// What stands before `exabgp healthcheck` in its line, and what of that decides what its check finds?

import { isExabgp, nameOf } from './invocation.ts'

export type Variable = { readonly name: string; readonly value: string }

type Launcher = {
  /** What it sets, as far as a shell can set it too. */
  readonly environment: readonly Variable[]
  /** Words that do something else, and are lost. */
  readonly lost: readonly string[]
  /** Words by which it runs as another user, or with other files or another network. */
  readonly elsewhere: string | undefined
}

/** Python, and ExaBGP itself, are not told of: they decide nothing. */
export const launcherOf = (words: readonly string[]): Launcher => {
  const at = words.findIndex((word) => isPython(word) || isExabgp(word))
  const front = at < 0 ? words : words.slice(0, at)
  const mover = front.findIndex((word) => movers.has(nameOf(word)))
  const other = front.filter((word) => readVariable(word) === undefined && word !== '--')
  return {
    environment: front.flatMap((word) => readVariable(word) ?? []),
    lost: [...(other.every(isEnv) ? [] : other), ...ofPython(words.slice(front.length))],
    elsewhere: mover < 0 ? undefined : front.slice(mover).join(' '),
  }
}

/** A command as it ran there. */
export const within = (environment: readonly Variable[], command: string): string =>
  `${environment.map(({ name, value }) => `export ${name}=${quoted(value)}; `).join('')}${command}`

// A plain word stands as it is.
const quoted = (value: string): string => (/^[\w@%+:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`)

const movers = new Set(
  'sudo doas su runuser setpriv setuidgid s6-setuidgid chpst gosu su-exec capsh ip nsenter chroot unshare systemd-run bwrap docker podman'.split(
    ' ',
  ),
)

const readVariable = (word: string): Variable | undefined => {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? []
  return name === undefined || value === undefined ? undefined : { name, value }
}

// Its own options, -W and -X with what follows.
const ofPython = (words: readonly string[]): readonly string[] =>
  words.filter((word, index) => !word.startsWith('-') && !isPython(word) && !isExabgp(word) && !/^-[WX]$/.test(words[index - 1] ?? ''))

const isPython = (word: string): boolean => /^python[\d.]*$/.test(nameOf(word))

const isEnv = (word: string): boolean => nameOf(word) === 'env'
