// How is the whole configuration written?
import * as v from 'valibot'
import { parseAsn } from '../../bgp/as-path.ts'
import { parsePrefixRule } from '../../bgp/prefix-list.ts'
import { parseListen } from '../values/listen.ts'
import { logLevels } from '../values/log-level.ts'
import { parseShare } from '../values/measure.ts'
import {
  parseControlSocket,
  parseFiles,
  parseGroup,
  parseHaproxyName,
  parseHostName,
  parsePath,
  parsePromFile,
  parseRecordFile,
  parseServiceName,
  parseSocketFile,
  parseSocketMode,
  parseStateFile,
} from '../values/names.ts'
import { parseSize } from '../values/size.ts'
import { parseStatisticsAddress } from '../values/stats-address.ts'
import { accessEntries, listenerTlsEntries } from './access.ts'
import { attributeEntries } from './attributes.ts'
import { cadenceEntries, duration } from './cadence.ts'
import { dampingSchema } from './damping.ts'
import { hooksSchema } from './hooks.ts'
import { loopbackSchema } from './loopback.ts'
import { meanings } from './meanings.ts'
import { profileNames } from './profile-name.ts'
import { neighborSchema, serviceSchema } from './service.ts'
import { sessionsSchema } from './sessions.ts'
import { either, key, list, map, needed, oneOf, text } from './shape.ts'

export const haproxySchema = map({
  stats: key(meanings.stats, text('a unix socket path, abns@name, host:port or http://host/haproxy?stats', parseStatisticsAddress)),
  events: key(meanings.events, text('the name of a ring of HAProxy', parseHaproxyName)),
  ...accessEntries,
})

/** The keys of `bgp`, which hold for every service. */
export const bgpEntries = {
  'local-as': key(meanings.localAs, text('an AS number', parseAsn)),
  neighbors: key(meanings.neighbors, list('at least one address of a neighbor', neighborSchema, /[\s,]+/)),
  permit: key(meanings.permit, list('at least one prefix-list entry', text('a prefix-list entry', parsePrefixRule))),
  profiles: key(meanings.profiles, list('at least one profile', oneOf(profileNames), /[\s,]+/)),
  damping: key(meanings.damping, dampingSchema),
  ...attributeEntries,
}

/** The keys of `exabgp`. */
export const exabgpEntries = {
  dialect: key(meanings.dialect, oneOf(['auto', '4.2', '5.0', '6.0'])),
  ack: key(meanings.ack, oneOf(['auto', 'on', 'off'])),
  refresh: key(meanings.refresh, duration(1000)),
  'end-of-rib': key(meanings.endOfRib, oneOf(['on', 'off'])),
  'state-file': key(meanings.stateFile, text('an absolute path that ends in .json, or off', parseStateFile)),
}

/** The keys of `control`. */
export const controlEntries = {
  socket: key(meanings.controlSocket, text('an absolute path that ends in .sock, or off', parseControlSocket)),
  group: key(meanings.controlGroup, text('the name or number of a group', parseGroup)),
  mode: key(meanings.controlMode, text('the permissions of a socket in octal', parseSocketMode)),
  'read-only': key(meanings.controlReadOnly, text('an absolute path that ends in .sock', parseSocketFile)),
}

const recordSchema = map({
  file: key(meanings.record, text('an absolute path, or off', parseRecordFile)),
  size: key(meanings.recordSize, text('a size such as 16MB', parseSize)),
  files: key(meanings.recordFiles, text('a number from 2 to 100', parseFiles)),
})

const metricsSchema = map({
  textfile: key(meanings.metricsTextfile, text('an absolute path that ends in .prom', parsePromFile)),
  'per-check': key(meanings.metricsPerCheck, oneOf(['on', 'off'])),
  'per-vip': key(meanings.metricsPerVip, oneOf(['on', 'off'])),
})

/** The keys of `status`. */
export const statusEntries = {
  listen: needed(meanings.statusListen, text('an IP address and a port, such as 127.0.0.1:9780', parseListen)),
  names: key(meanings.statusNames, list('at least one name of a host', text('the name of a host', parseHostName), /[\s,]+/)),
  'token-file': key(meanings.statusToken, text('an absolute path', parsePath)),
  tls: key(meanings.statusTls, map(listenerTlsEntries)),
}

/** The keys of `log`. */
export const logEntries = {
  level: key(meanings.logLevel, oneOf(logLevels)),
  format: key(meanings.logFormat, oneOf(['text', 'json'])),
}

const reloadSchema = map({
  withdraw: key(meanings.reloadWithdraw, text('a percentage such as 50%', parseShare)),
})

export const defaultsSchema = map({
  ...cadenceEntries,
  warmup: key(meanings.warmup, duration(0)),
  stale: key(meanings.stale, duration(0)),
})

/** The one schema: of the YAML file, and of what flags amount to. */
export const schema = map({
  haproxy: key("HAProxy's statistics", haproxySchema),
  bgp: key('what holds for every service: local-as, neighbors, permit, profiles, damping and attributes', map(bgpEntries)),
  defaults: key('what holds for every check that does not say otherwise', defaultsSchema),
  sessions: key('what exabgp-conf makes a configuration of ExaBGP from; these keys hold for every peer', sessionsSchema),
  exabgp: key('how to speak to ExaBGP', map(exabgpEntries)),
  control: key('where the running process is asked, and told what to do', map(controlEntries)),
  record: key(
    'a record of every event',
    either('off, or a map of file, size, files', v.literal('off', 'off, or a map of file, size, files'), recordSchema),
  ),
  metrics: key('what monitoring systems read', metricsSchema),
  status: key('where metrics and status are read over HTTP; nowhere by default', map(statusEntries)),
  hooks: key('what is run when something has changed, for all services', hooksSchema),
  log: key('what is logged, to stderr', map(logEntries)),
  loopback: key('whether and how the VIPs of all services are put on this machine', loopbackSchema),
  reload: key('how carefully another configuration comes into force', reloadSchema),
  services: needed(
    'what to announce, and when, by the name of the service',
    v.pipe(
      v.record(text('the name of a service', parseServiceName), serviceSchema, 'a map of services'),
      v.minEntries(1, 'at least one service'),
    ),
  ),
})

/** The configuration as it was written: every value read, no default filled in. */
export type Written = v.InferOutput<typeof schema>
