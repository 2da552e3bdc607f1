// Would ExaBGP itself start with its configuration?
import { nearest } from '../../config/problems/nearest.ts'
import { type Check, fail } from '../check.ts'
import { edit, word } from '../mend.ts'
import { unset } from '../settings.ts'

const validates: Check = {
  id: 'exabgp-validate',
  area: 'exabgp',
  needed: 'an exabgp.conf and settings that ExaBGP itself accepts',
  judge: async (ask) => {
    const conf = await ask('file')
    if ('reason' in conf) throw new Error(`${conf.path} cannot be read (${conf.reason})`)
    const { path } = conf
    const [found, env] = await Promise.all([ask('validation'), ask('env')])
    if (found === 'valid') return []
    if (found === 'missing') return [fail('there is no program exabgp', 'apt-get install --yes --no-install-recommends exabgp')]
    const said = found.lines.join('\n')
    const reason = found.lines.findLast((line) => /Error\b|^invalid |can not |cannot /.test(line)) ?? found.lines.at(-1) ?? 'no reason'
    const [, section, name] = /invalid value for (\w+)\.(\w+) :/.exec(said) ?? []
    if (name !== undefined) return [fail(`ExaBGP does not start: ${reason}`, unset(env, `${section}.${name}`))]
    const [, file = path, line] = /While reading from '(.+)' \[line (\d+)\]/.exec(said) ?? []
    if (line !== undefined) return [fail(`ExaBGP cannot read ${file}: ${reason}`, edit(file, Number(line)))]
    const statement = /^line \d+: (.*?) *[;{}]?$/m.exec(said)?.[1]
    const place = statement !== undefined ? lineOf(conf.text, statement) : 1
    const seen = `ExaBGP refuses ${path}${statement === undefined ? '' : ` at "${statement}"`}: ${reason}`
    return [fail(seen, spelled(path, said) ?? edit(path, place))]
  },
}

/** ExaBGP does not count lines as others do, and sets its own spaces. */
const lineOf = (text: string, statement: string): number => {
  const words = (line: string) =>
    line
      .replace(/([[\](),;{}])/g, ' ')
      .split(/\s+/)
      .filter(Boolean)
      .join(' ')
  return text.split('\n').findIndex((line) => words(line).startsWith(words(statement))) + 1 || 1
}

/** Wherever it stands: ExaBGP stops at the first. */
const spelled = (path: string, said: string): string | undefined => {
  const keyword = /^invalid keyword "([\w-]+)"$/m.exec(said)?.[1]
  const meant = keyword === undefined ? undefined : nearest(keyword, keywords)
  return meant === undefined ? undefined : `sed -i ${word(`s/\\b${keyword}\\b/${meant}/`)} ${word(path)}`
}

/** What usually stands in a neighbor, a process and their blocks. */
const keywords = [
  ...['process', 'neighbor', 'template', 'group', 'run', 'encoder', 'respawn', 'inherit', 'description'],
  ...['router-id', 'local-address', 'local-as', 'peer-as', 'hold-time', 'md5-password', 'md5-base64', 'rate-limit', 'adj-rib-in'],
  ...['adj-rib-out', 'manual-eor', 'passive', 'listen', 'connect', 'outgoing-ttl', 'incoming-ttl', 'group-updates', 'auto-flush'],
  ...['family', 'capability', 'graceful-restart', 'add-path', 'route-refresh', 'asn4', 'ipv4', 'ipv6', 'static', 'route'],
  ...['api', 'processes', 'processes-match', 'neighbor-changes', 'receive', 'send', 'announce'],
]

export const validationChecks: readonly Check[] = [validates]
