// What does exabgp-haproxy(8) say?
import { isFlagName, variableOf } from '../lib/config/flags/flags.ts'
import { type Command, configurationFlags, type Option, ownOptions, takesFlags } from './command-table.ts'
import { paragraph, words } from './mdoc.ts'
import type { Table } from './tables.ts'

type Sources = { readonly commands: readonly Command[]; readonly exitStatus: Table; readonly date: string }

/** The page, in mdoc. */
export const manual = ({ commands, exitStatus, date }: Sources): string =>
  [
    `.Dd ${date}`,
    '.Dt EXABGP-HAPROXY 8',
    '.Os',
    '.Sh NAME',
    '.Nm exabgp-haproxy',
    '.Nd announce a VIP by ExaBGP while HAProxy can serve it',
    '.Sh SYNOPSIS',
    ...commands.flatMap(synopsis),
    '.Sh DESCRIPTION',
    ...about,
    '.Sh COMMANDS',
    '.Bl -tag -width Ds',
    ...commands.flatMap(commandText),
    '.El',
    '.Sh FLAGS',
    ...aboutFlags,
    '.Bl -tag -width Ds',
    ...configurationFlags(commands).flatMap(flagText),
    '.El',
    '.Sh ENVIRONMENT',
    ...environment,
    '.Sh FILES',
    ...files,
    '.Sh EXIT STATUS',
    '.Bl -tag -width Ds',
    ...exitStatus.rows.flatMap(([status = '', when = '']) => [`.It ${words(status)}`, ...paragraph(when)]),
    '.El',
    ...tail,
    '',
  ].join('\n')

const synopsis = (command: Command): readonly string[] => [
  '.Nm',
  ...(command.name === 'run' ? ['.Op Cm run'] : [`.Cm ${words(command.name)}`]),
  ...(command.words === '' ? [] : [`.Op Ar ${words(command.words.replace(/[[\].]/g, ''))} ...`]),
  ...(takesFlags(command) ? ['.Op Ar flags'] : []),
  ...ownOptions(command).map((option) => `.Op ${optionWords(option)}`),
]

const optionWords = ({ name, takesValue }: Option): string => `Fl \\-${words(name)}${takesValue ? ' Ar value' : ''}`

const commandText = (command: Command): readonly string[] => [
  `.It Cm ${words(command.name)}`,
  ...paragraph(`${sentenceOf(command.description)}${takesFlags(command) ? ' Takes the flags of the configuration.' : ''}`),
  ...(ownOptions(command).length === 0 ? [] : ['.Bl -tag -width Ds', ...ownOptions(command).flatMap(optionText), '.El']),
]

const optionText = (option: Option): readonly string[] => [`.It ${optionWords(option)}`, ...paragraph(sentenceOf(option.description))]

const flagText = (option: Option): readonly string[] => [
  ...optionText(option),
  ...(isFlagName(option.name) ? ['.br', 'Variable:', `.Ev ${words(variableOf(option.name))}`] : []),
]

const sentenceOf = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`

const about = [
  ...paragraph(
    'A process of ExaBGP that watches HAProxy: it announces a VIP while HAProxy can serve it, with other attributes while HAProxy can serve it badly, and withdraws it when HAProxy cannot. ExaBGP starts it, by a `process` block of `exabgp.conf`, and `exabgp-conf` prints one. In a terminal it speaks to nobody, and prints what ExaBGP would get. The configuration is a file, see',
  ),
  '.Xr exabgp-haproxy.yaml 5 ,',
  'or flags, for one service.',
]

const aboutFlags = paragraph(
  'A flag wins over its variable, and that over the file. Beside `--config` the flags of a service are refused. `--tier`, `--down` and `--peer` take pairs: `--tier "capacity=25% prepend=2"`.',
)

const environment = paragraph('Every flag is a variable too, as it says above; repeatable ones hold one value a line.')

const files = [
  '.Bl -tag -width Ds',
  '.It Pa /etc/exabgp/exabgp-haproxy.yaml',
  'The configuration, in the examples.',
  '.It Pa /run/exabgp/exabgp-haproxy',
  'State file and control socket of each process, where ExaBGP is a service of',
  'Debian.',
  '.It Pa /var/log/exabgp-haproxy',
  'The record, which',
  '.Cm explain',
  'replays.',
  '.It Pa /usr/share/doc/exabgp-haproxy/examples',
  'Where the Debian package is installed: files to copy.',
  '.El',
]

const tail = [
  '.Sh EXAMPLES',
  'In a terminal, what ExaBGP would get, and why:',
  '.Pp',
  '.Dl exabgp\\-haproxy \\-\\-vip 9.9.9.9/32 \\-\\-backend http_back',
  '.Pp',
  'Is a configuration right, and what would be announced now?',
  '.Pp',
  '.Dl exabgp\\-haproxy check \\-\\-probe \\-\\-config FILE',
  '.Pp',
  'A change that goes back by itself, unless it is confirmed:',
  '.Pp',
  '.Dl exabgp\\-haproxy reload \\-\\-revert\\-in 5m',
  '.Dl exabgp\\-haproxy confirm',
  '.Sh SEE ALSO',
  '.Xr exabgp 1 ,',
  '.Xr haproxy 1 ,',
  '.Xr exabgp-haproxy.yaml 5',
]
