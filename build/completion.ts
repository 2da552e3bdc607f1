// How does a shell complete the words of the command line?
import { type Command, configurationFlags, type Option, ownOptions, takesFlags } from './command-table.ts'

/** A shell, and what its package calls the file. */
export const completionFiles = (commands: readonly Command[]): Readonly<Record<string, string>> => ({
  'exabgp-haproxy.bash': bash(commands),
  '_exabgp-haproxy': zsh(commands),
  'exabgp-haproxy.fish': fish(commands),
})

/** Whoever presses TAB waits for the sockets for 200 ms, and for all of it no longer than a second; no error reaches the terminal. */
const askNames = 'timeout 1 exabgp-haproxy status --names </dev/null 2>/dev/null'

const takesServices = ({ words }: Command): boolean => words.includes('services')

const known: readonly Option[] = [
  { name: 'help', description: 'print what there is', takesValue: false, group: '' },
  { name: 'version', description: 'print the version', takesValue: false, group: '' },
]

const flagWords = (options: readonly Option[]): string => [...options, ...known].map(({ name }) => `--${name}`).join(' ')

const namesOf = (commands: readonly Command[]): string => commands.map(({ name }) => name).join(' ')

const serviceCommands = (commands: readonly Command[]): string =>
  commands
    .filter(takesServices)
    .map(({ name }) => name)
    .join('|')

/** A flag whose value is no path and no service: nothing can be proposed. */
const isPath = ({ name }: Option): boolean => /(config|socket|file|textfile|ca)$/.test(name)

const flagNames = (commands: readonly Command[], wanted: (option: Option) => boolean): string =>
  [...new Set(commands.flatMap(({ options }) => options.filter(wanted).map(({ name }) => `--${name}`)))].join('|')

const paths = (commands: readonly Command[]): string => flagNames(commands, (option) => option.takesValue && isPath(option))

const others = (commands: readonly Command[]): string =>
  flagNames(commands, (option) => option.takesValue && !isPath(option) && option.name !== 'service')

// The words of compgen -W are expanded, commands in them too: what sockets answer never stands there.
const bash = (commands: readonly Command[]): string => `# Completion of exabgp-haproxy for bash.
_exabgp_haproxy_services() {
  local name
  while IFS= read -r name; do
    [[ -n $name && $name == "$1"* ]] && COMPREPLY+=("$name")
  done <<<"$(${askNames})"
}
_exabgp_haproxy() {
  local current=\${COMP_WORDS[COMP_CWORD]} before= command=run word flags
  ((COMP_CWORD > 0)) && before=\${COMP_WORDS[COMP_CWORD - 1]}
  [ "$current" = = ] && current=
  [ "$before" = = ] && ((COMP_CWORD > 1)) && before=\${COMP_WORDS[COMP_CWORD - 2]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${commands.map(({ name }) => name).join('|')}) command=$word; break ;; esac
  done
  COMPREPLY=()
  case $before in
    --service) _exabgp_haproxy_services "$current"; return 0 ;;
    ${paths(commands)}) compopt -o default 2>/dev/null; return 0 ;;
    ${others(commands)}) return 0 ;;
  esac
  case $command in
${commands.map((command) => `    ${command.name}) flags="${flagWords(command.options)}" ;;`).join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${namesOf(commands)}" -- "$current"))
  else
    case $command in
      ${serviceCommands(commands)}) _exabgp_haproxy_services "$current" ;;
      explain) compopt -o default 2>/dev/null ;;
    esac
  fi
  return 0
}
complete -F _exabgp_haproxy exabgp-haproxy
`

const zshQuoted = (text: string): string => text.replaceAll("'", '’').replaceAll('\\', '\\\\').replaceAll(':', '\\:')

const zshFlags = (options: readonly Option[]): string =>
  options.map(({ name, description }) => `'--${name}:${zshQuoted(description)}'`).join(' ')

const zsh = (commands: readonly Command[]): string => `#compdef exabgp-haproxy
# Completion of exabgp-haproxy for zsh.
local -a commands common flags services
local command=run word before=\${words[CURRENT-1]}
commands=(
${commands.map(({ name, description }) => `  '${name}:${zshQuoted(description)}'`).join('\n')}
)
for word in "\${(@)words[2,CURRENT-1]}"; do
  case $word in (${commands.map(({ name }) => name).join('|')}) command=$word; break ;; esac
done
case $before in
  (--service) services=(\${(f)"$(${askNames})"}); compadd -a services; return ;;
  (${paths(commands)}) _files; return ;;
  (${others(commands)}) return 1 ;;
esac
common=(${zshFlags([...configurationFlags(commands), ...known])})
case $command in
${commands.map((command) => `  (${command.name}) flags=(${takesFlags(command) ? '$common ' : ''}${zshFlags(takesFlags(command) ? ownOptions(command) : [...command.options, ...known])}) ;;`).join('\n')}
esac
if [[ \${words[CURRENT]} == -* ]]; then
  _describe -o flag flags
elif (( CURRENT == 2 )); then
  _describe command commands
else
  case $command in
    (${serviceCommands(commands)}) services=(\${(f)"$(${askNames})"}); compadd -a services ;;
    (explain) _files ;;
    (*) return 1 ;;
  esac
fi
`

const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const fishValue = (option: Option): string => {
  if (option.name === 'service') return ` -x -a '(${askNames})'`
  if (!option.takesValue) return ''
  return isPath(option) ? ' -r -F' : ' -x'
}

/** `run` goes without its name as well. */
const fishFlag = (commands: readonly Command[], option: Option): string => {
  const [having, lacking] = [true, false].map((has) => commands.filter(({ options }) => options.some((one) => same(one, option)) === has))
  const byDefault = having?.some(({ name }) => name === 'run') === true
  const condition = byDefault
    ? `not __fish_seen_subcommand_from ${namesOf(lacking ?? [])}`
    : `__fish_seen_subcommand_from ${namesOf(having ?? [])}`
  return `complete -c exabgp-haproxy -n '${condition}' -l ${option.name}${fishValue(option)} -d ${fishQuoted(option.description)}`
}

const same = (one: Option, other: Option): boolean => one.name === other.name && one.description === other.description

const fish = (commands: readonly Command[]): string => {
  const first = `not __fish_seen_subcommand_from ${namesOf(commands)}`
  return [
    '# Completion of exabgp-haproxy for fish.',
    'complete -c exabgp-haproxy -f',
    ...commands.map(({ name, description }) => `complete -c exabgp-haproxy -n '${first}' -a ${name} -d ${fishQuoted(description)}`),
    ...new Set(commands.flatMap(({ options }) => options.map((option) => fishFlag(commands, option)))),
    ...known.map(({ name, description }) => `complete -c exabgp-haproxy -l ${name} -d ${fishQuoted(description)}`),
    ...commands
      .filter(takesServices)
      .map(({ name }) => `complete -c exabgp-haproxy -n '__fish_seen_subcommand_from ${name}' -a '(${askNames})'`),
    "complete -c exabgp-haproxy -n '__fish_seen_subcommand_from explain' -F",
    '',
  ].join('\n')
}
