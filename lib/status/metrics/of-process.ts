// What is there to measure of the process, its configuration, ExaBGP and HAProxy?
import type { HookFacts } from '../facts.ts'
import { type AnyFamily, flag, ofHistogram, type Source, several, single, timestamp } from './family.ts'
import { labels } from './text.ts'

const gauge = single('process', 'gauge')
const counter = single('process', 'counter')

const info = (name: string, help: string, own: readonly string[], read: (source: Source) => Readonly<Record<string, string>>): AnyFamily =>
  several('process', 'gauge', own)(name, help, (source) => [{ labels: labels(read(source)), value: 1 }])

const hooks = (name: string, help: string, read: (facts: HookFacts) => number): AnyFamily =>
  several('process', 'counter', ['hook'])(name, help, ({ snapshot: { process } }) =>
    (process.hooks ?? []).map((facts) => ({ labels: labels({ hook: facts.hook }), value: read(facts) })),
  )

export const processFamilies: readonly AnyFamily[] = [
  info(
    'build_info',
    'Versions of the program and of what it works with; empty where not known; always 1.',
    ['version', 'node', 'exabgp', 'haproxy', 'dialect'],
    ({ snapshot: { process, exabgp, haproxy } }) => ({
      ...{ version: process.version, node: process.node, exabgp: exabgp.version ?? '' },
      ...{ haproxy: haproxy.version ?? '', dialect: exabgp.dialect },
    }),
  ),
  info('config_info', 'Digest of the effective configuration; always 1.', ['sha256'], ({ snapshot: { process } }) => ({
    sha256: process.configHash,
  })),
  gauge(
    'config_last_reload_successful',
    'Whether the newest reload came into force; 1 where there was none, 0 while the first configuration is broken or the last good one stands in for the file.',
    ({ snapshot: { process } }) =>
      flag(process.lastReload?.ok !== false && process.configProblems === undefined && process.fallback === undefined),
  ),
  gauge(
    'config_last_reload_success_timestamp_seconds',
    'When the configuration that is in force was loaded.',
    ({ snapshot: { process } }) => timestamp(process.configLoadedAt),
  ),
  gauge(
    'config_confirm_deadline_timestamp_seconds',
    'When the configuration is taken back unless somebody confirms it; 0 where it is not on trial.',
    ({ snapshot: { process } }) => timestamp(process.confirmDeadline),
  ),
  hooks('hook_runs_total', 'Runs of a hook that have ended.', ({ runs }) => runs),
  hooks('hook_failures_total', 'Runs of a hook that failed or were killed.', ({ failures }) => failures),
  hooks('hook_skipped_total', 'Changes that a newer one overtook while a hook ran.', ({ skipped }) => skipped),
  counter('exabgp_commands_total', 'Commands sent to ExaBGP.', ({ snapshot: { exabgp } }) => exabgp.commands),
  counter('exabgp_refused_total', 'Commands about routes that ExaBGP refused.', ({ snapshot: { exabgp } }) => exabgp.refused),
  counter('exabgp_unanswered_total', 'Commands about routes that ExaBGP never answered.', ({ snapshot: { exabgp } }) => exabgp.unanswered),
  several('process', 'histogram', [])('exabgp_command_seconds', 'How long ExaBGP took to answer a command.', ({ snapshot: { exabgp } }) =>
    ofHistogram(exabgp.answers),
  ),
  gauge(
    'exabgp_oldest_command_seconds',
    'How long the command in flight has been waiting for its answer; 0 where none is.',
    ({ snapshot: { exabgp } }) => (exabgp.oldestCommandMs ?? 0) / 1000,
  ),
  several('process', 'histogram', ['direction'])(
    'reaction_seconds',
    "From HAProxy's event, or the end of the first check that found it, to the line to ExaBGP, a value for each route.",
    ({ snapshot: { reactions } }) => [
      ...ofHistogram(reactions.worse, { direction: 'worse' }),
      ...ofHistogram(reactions.better, { direction: 'better' }),
    ],
  ),
  gauge('haproxy_up', "Whether HAProxy's statistics were accepted when they were last asked for.", ({ snapshot: { haproxy } }) =>
    haproxy.up === undefined ? undefined : flag(haproxy.up),
  ),
  gauge(
    'haproxy_followed',
    "Whether HAProxy's event ring is followed; absent where none is configured.",
    ({ snapshot: { haproxy } }) => haproxy.ring && flag(haproxy.ring.followed),
  ),
  counter('haproxy_processes_total', 'Processes of HAProxy that have answered.', ({ snapshot: { haproxy } }) => haproxy.processes),
  counter('haproxy_events_total', "Signs of HAProxy's event ring.", ({ snapshot: { haproxy } }) => haproxy.events),
  counter('haproxy_looks_total', "Looks at HAProxy's statistics.", ({ snapshot: { haproxy } }) => haproxy.looks),
  counter(
    'haproxy_look_failures_total',
    "Looks at HAProxy's statistics that gave nothing.",
    ({ snapshot: { haproxy } }) => haproxy.lookFailures,
  ),
  counter('listener_failures_total', 'Times that a socket or port could not be offered.', ({ snapshot }) => snapshot.listenerFailures),
]

/** By the names and meanings that all programs have. */
export const systemFamilies: readonly AnyFamily[] = [
  counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', ({ process }) => process.cpuSeconds),
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', ({ process }) => process.residentBytes),
  gauge('process_open_fds', 'Number of open file descriptors.', ({ process }) => process.openFiles),
  gauge('process_max_fds', 'Maximum number of open file descriptors.', ({ process }) => process.mostFiles),
  gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.', ({ snapshot }) =>
    timestamp(snapshot.process.startedAt),
  ),
]
