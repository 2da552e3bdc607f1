// Is it something else than `run` that was asked for, and what if ExaBGP asks for it?
import { type Problem, sentence, shown } from '../problems/problem.ts'
import { commands, type NoCommand } from './arguments.ts'

/** The word that asks for another command than `run`, for help or for the version; undefined where none does. */
export const wordForPeople = (parsed: Readonly<Record<string, unknown>>, words: readonly string[]): string | undefined => {
  const said = [parsed._ ?? []].flat().map(String)
  const command = commands.find((one) => one === said[0] && one !== 'run')
  const asks = parsed.help === true || parsed.version === true || said[0] === 'help' || said.at(-1) === 'help'
  return command ?? (asks ? (words.find((word) => /^(-h|--help|--version|help)$/.test(word)) ?? '--help') : undefined)
}

/** A command of which ExaBGP is told instead of its answer. */
export const notForExabgp = (word: string): { readonly noCommand: NoCommand; readonly problems: readonly Problem[] } => {
  const text = sentence({ path: [], expected: 'run, or no command, under ExaBGP', got: shown(word), meant: undefined })
  return {
    noCommand: { text: word, meant: undefined, forPeople: true },
    problems: [{ place: { kind: 'flag', label: '', path: [] }, text }],
  }
}
