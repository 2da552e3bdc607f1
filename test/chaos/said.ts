// What has our process told ExaBGP to announce?
import { stanceOf } from './routers/router.ts'
import { absent, type Stance } from './services.ts'

/** For each prefix in a command what it shall be from now on; nothing for questions. */
export const saidIn = (command: string): readonly (readonly [string, Stance])[] => {
  const [, verb, words = ''] = /(?:^| )(announce|withdraw) (?:route|attributes?) (.*)$/.exec(command) ?? []
  if (verb === undefined) return []
  const prefixes = words.match(/(?<=^|\s)[0-9a-f.:]+\/\d+/g) ?? []
  const stance = verb === 'withdraw' ? absent : stanceOf(asPath(words), list(words, 'community').map(numeric))
  return prefixes.map((prefix) => [prefix, stance])
}

// Without a path of ours ExaBGP sends the AS of the node alone.
const asPath = (words: string): readonly number[] => {
  const written = list(words, 'as-path').map(Number)
  return written.length === 0 ? [0] : written
}

const list = (words: string, name: string): readonly string[] =>
  new RegExp(`(?:^| )${name} \\[ ?([^\\]]*)\\]`).exec(words)?.[1]?.trim().split(/\s+/) ?? []

const numeric = (community: string): string => (community === 'graceful-shutdown' ? '65535:0' : community)
