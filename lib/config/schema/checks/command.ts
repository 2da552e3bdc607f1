// Does a command end with status 0?
import * as v from 'valibot'
import { expected, type Parsed, parsed } from '../../../values/parsed.ts'
import { type Cadence, cadenceIn, checkEntries } from '../cadence.ts'
import { either, map, needed, text } from '../shape.ts'
import type { CheckKind } from './kind.ts'

export type CommandCheck = Cadence & {
  readonly kind: 'command'
  readonly command:
    | { readonly kind: 'arguments'; readonly argv: readonly [string, ...string[]] }
    | { readonly kind: 'shell'; readonly text: string }
}

/** The longest argument, in bytes, that Linux starts a program with (execve(2), MAX_ARG_STRLEN without its end). */
const longestArgument = 131_071

const parseArgument = (written: string): Parsed<string> =>
  new TextEncoder().encode(written).length <= longestArgument ? parsed(written) : expected(`at most ${longestArgument} bytes`)

const parseShell = (written: string): Parsed<CommandCheck['command']> => {
  const argument = written === '' ? expected('a command') : parseArgument(written)
  return argument.ok ? parsed({ kind: 'shell', text: argument.value }) : argument
}

const shell = v.pipe(
  v.string('a command'),
  v.transform((written) => written.trim()),
  text('a command', parseShell),
)

const argument = text('an argument', parseArgument)

const argv = v.pipe(
  v.tupleWithRest(
    [text('a program', (written) => (written === '' ? expected('a program') : parseArgument(written)))],
    argument,
    'a program and its arguments',
  ),
  v.transform((words): CommandCheck['command'] => ({ kind: 'arguments', argv: words })),
)

/** A list of a program and its arguments, or one text for the shell. */
export const written = either('a command', shell, argv)

const baseName = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/[^\p{L}\p{N}_.+@-]/gu, '_')
    .slice(0, 100)

// What stands before it, such as PASSWORD=x, may be a secret; where it is not plain where that ends, the shell is the program.
const programIn = (text: string): string => {
  const program = /^(?:!\s+)?(?:\w+=(?:"[^"$`\\]*"|'[^']*'|[\w./:@%+,-])*\s+)*([\w./][\w./+@-]*)(?=[\s;&|<>]|$)/.exec(text)?.[1]
  return program === undefined ? 'sh' : baseName(program)
}

/** Nothing in it is a secret. */
export const programOf = (command: CommandCheck['command']): string =>
  command.kind === 'shell' ? programIn(command.text) : baseName(command.argv[0])

const meaning = 'check that this command ends with status 0'

export const command = {
  schema: v.pipe(
    map({
      command: needed(`${meaning}: a list of the program and its arguments, or one text for the shell`, written),
      ...checkEntries,
    }),
    v.transform(({ command, ...rest }) => ({ kind: 'command' as const, command, cadence: cadenceIn(rest) })),
  ),
  title: ({ command: one }) => `command ${one.kind === 'shell' ? one.text : one.argv.join(' ')}`,
  name: ({ command: one }) => `command ${programOf(one)}`,
  flag: { meaning: `${meaning}, by the shell`, spaces: true },
  witness: undefined,
} satisfies CheckKind<CommandCheck>
