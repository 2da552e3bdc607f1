// Can ExaBGP's user ask HAProxy, and does it tell what the checks need?
import type { Service } from '../../config/service.ts'
import { type Ask, type Check, type Facts, type Finding, fail, type Ours, warn } from '../check.ts'
import { literal, word } from '../mend.ts'

type ServiceCheck = Service['checks'][number]

/** Debian's. */
const cfg = '/etc/haproxy/haproxy.cfg'

const unreachable: Finding = { level: 'skipped', seen: 'HAProxy cannot be asked: see haproxy-socket' }

const socket: Check = {
  id: 'haproxy-socket',
  area: 'haproxy',
  needed: 'the statistics socket of a running HAProxy, for the user of ExaBGP',
  judge: async (ask) => {
    const { path, state } = await ask('socket')
    if (state === 'denied') return [fail(`${path}: permission denied`, permit(path, (await ask('user')).group))]
    if (state === 'missing') return [fail(`there is no ${path}`, 'systemctl restart haproxy')]
    return state === 'refused' ? [fail(`nobody listens on ${path}: HAProxy does not run`, 'systemctl restart haproxy')] : []
  },
}

/** The file for the next start, and the socket as it is: HAProxy keeps a socket's mode over a reload. */
const permit = (path: string, group: string): string => {
  const line = `stats  *socket  *${literal(path)}`
  const script = `/${line}/{s/ \\(group\\|gid\\|mode\\)  *[^ ]*//g;s/${line}/& group ${group} mode 660/}`
  return `sed -i ${word(script)} ${cfg} && chgrp ${word(group)} ${word(path)} && chmod 660 ${word(path)}`
}

const ring: Check = {
  id: 'haproxy-ring',
  area: 'haproxy',
  needed: 'the ring that haproxy.events names, on a socket of level operator',
  judge: async (ask) => {
    const found = await probed(ask)
    if (found === undefined) return [unreachable]
    const [{ path }, ours] = await Promise.all([ask('socket'), ask('ours')])
    return found.rings.map(({ name, sentence, lacks }) => {
      if (lacks === 'level') return fail(sentence, withLevel(path))
      return lacks === 'ring' ? fail(sentence, withRing(name, backendsOf(ours))) : fail(sentence)
    })
  },
}

const withLevel = (path: string): string => {
  const line = `stats  *socket  *${literal(path)}`
  return `sed -i ${word(`/${line}/{s/ level  *[^ ]*//g;s/${line}/& level operator/}`)} ${cfg} && systemctl restart haproxy`
}

const withRing = (name: string, backends: readonly string[]): string => {
  const section = `\\nring ${name}\\n    format timed\\n    maxlen 1024\\n    size 65536\\n`
  const scripts = backends.map((one) => `-e ${word(`/^backend  *${literal(one)} *$/a\\    log ring@${name} local0 notice`)}`)
  const logged = scripts.length === 0 ? '' : ` && sed -i ${scripts.join(' ')} ${cfg}`
  return `printf ${word(section)} >>${cfg}${logged} && systemctl restart haproxy`
}

const backendsOf = (ours: readonly Ours[]): readonly string[] => [...new Set(ours.flatMap(checksOf).flatMap(backendOf))]

const checksOf = ({ config }: Ours): readonly ServiceCheck[] =>
  config.ok ? config.config.services.flatMap(({ checks }) => [...checks]) : []

const backendOf = (check: ServiceCheck): readonly string[] => (check.kind === 'backend' ? [check.proxy] : [])

const probe: Check = {
  id: 'haproxy-probe',
  area: 'haproxy',
  needed: 'all that check --probe asks of HAProxy: statistics, backends, servers with a check',
  judge: async (ask) => {
    const found = await probed(ask)
    if (found === undefined) return [unreachable]
    const { wrong, remarks } = found
    const file = (await ask('ours'))[0]?.file?.path
    return [
      ...wrong.map((one) => fail(one, misnamed(one, file) ?? look(file))),
      ...remarks.map((one) => warn(one, unchecked(one) ?? look(file))),
    ]
  },
}

/** Asked at the same time as the socket, which may take a while not to answer; nothing where there is nobody to ask. */
const probed = async (ask: Ask): Promise<Facts['probe'] | undefined> => {
  const probe = ask('probe')
  probe.catch(() => {})
  return isUnreachable(await ask('socket')) ? undefined : probe
}

const isUnreachable = ({ state }: Facts['socket']): boolean => state !== 'usable' && state !== 'other'

const misnamed = (sentence: string, file: string | undefined): string | undefined => {
  const [, kind, wrong, right] = /HAProxy has no (backend|frontend) (\S+)\. Did you mean "(.+)"\?$/.exec(sentence) ?? []
  if (file === undefined || kind === undefined || wrong === undefined || right === undefined) return undefined
  const name = `\\(["']\\{0,1\\}\\)${literal(wrong)}\\1\\([],} \\t]\\|$\\)`
  return `sed -i ${word(`s/\\b${kind}:  *${name}/${kind}: ${right}\\2/g`)} ${word(file)}`
}

/** To the lines of the backend alone, and only where there is none. */
const unchecked = (sentence: string): string | undefined => {
  const [, backend] = /backend (\S+): .*add "check" to their server lines/.exec(sentence) ?? []
  if (backend === undefined) return undefined
  const script = `/^backend  *${literal(backend)} *$/,/^[a-z]/{/ check\\b/!s/^  *server .*/& check/}`
  return `sed -i ${word(script)} ${cfg} && systemctl reload haproxy`
}

const look = (file: string | undefined): string => `exabgp-haproxy check --probe${file === undefined ? '' : ` --config ${word(file)}`}`

export const haproxyChecks: readonly Check[] = [socket, ring, probe]
