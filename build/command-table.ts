// Which commands and options does --help list, as a table from which manual and completion are made?
import type { Argv } from 'yargs'
import { withCommands } from '../bin/command-line.ts'

export type Option = { readonly name: string; readonly description: string; readonly takesValue: boolean; readonly group: string }

export type Command = {
  readonly name: string
  /** What may follow the name, as --help has it: `[services..]`. */
  readonly words: string
  readonly description: string
  readonly options: readonly Option[]
}

type Settings = { readonly boolean?: boolean; readonly describe?: string; readonly group?: string }

/** The same definitions as yargs gets, with somebody else listening. */
export const commandTable = (): readonly Command[] => {
  const commands: Command[] = []
  const program = {
    command: (names: string | readonly string[], description: string, builder: (command: Argv) => Argv) => {
      const [name = '', ...words] = ([names].flat()[0] ?? '').split(' ')
      commands.push({ name, words: words.join(' '), description, options: optionsOf(builder) })
      return program
    },
  }
  withCommands(program as unknown as Argv)
  return commands
}

const optionsOf = (builder: (command: Argv) => Argv): readonly Option[] => {
  const options: Option[] = []
  const command = {
    positional: () => command,
    option: (name: string, { boolean = false, describe = '', group = '' }: Settings) => {
      options.push({ name, description: describe, takesValue: !boolean, group })
      return command
    },
  }
  builder(command as unknown as Argv)
  return options
}

/** Under this heading stand the options that belong to one command only. */
const own = 'This command:'

export const ownOptions = ({ options }: Command): readonly Option[] => options.filter(({ group }) => group === own)

/** Flags of the configuration, which every command that reads one takes. */
export const configurationFlags = (commands: readonly Command[]): readonly Option[] =>
  commands.find(({ name }) => name === 'run')?.options ?? []

export const takesFlags = ({ options }: Command): boolean => options.some(({ group }) => group !== own)
