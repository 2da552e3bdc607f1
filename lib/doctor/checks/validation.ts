// Would ExaBGP itself start with its configuration?
import { nearest } from '../../config/problems/nearest.ts'
import { type Check, fail } from '../check.ts'
import { change, edit, literal } from '../mend.ts'
import { unset } from '../settings.ts'

const validates: Check = {
  id: 'exabgp-validate',
  area: 'exabgp',
  needed: 'an exabgp.conf and settings that ExaBGP itself accepts',
  judge: async (ask) => {
    const [found, { path }, env] = await Promise.all([ask('validation'), ask('file'), ask('env')])
    if (found === 'valid') return []
    if (found === 'missing') return [fail('there is no program exabgp', 'apt-get install --yes --no-install-recommends exabgp')]
    const said = found.lines.join('\n')
    const [, section, name] = /invalid value for (\w+)\.(\w+) :/.exec(said) ?? []
    if (name !== undefined) return [fail(`ExaBGP does not start: ${found.lines.at(-1)}`, unset(env, `${section}.${name}`))]
    const line = Number(/^line (\d+):/m.exec(said)?.[1] ?? 1)
    return [fail(`ExaBGP refuses ${path}, line ${line}: ${found.lines.at(-1)}`, spelled(path, line, said) ?? edit(path, line))]
  },
}

const spelled = (path: string, line: number, said: string): string | undefined => {
  const keyword = /^invalid keyword "(.+)"$/m.exec(said)?.[1]
  const meant = keyword === undefined ? undefined : nearest(keyword, keywords)
  return keyword === undefined || meant === undefined ? undefined : change(path, line, `\\b${literal(keyword)}\\b`, meant)
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
