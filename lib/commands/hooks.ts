// What does `exabgp-haproxy hooks` do: which hooks are there, and does each do what it should?
import { hostname } from 'node:os'
import type { Config } from '../config/config.ts'
import { type Hook, hookNames } from '../config/hooks.ts'
import { formatProblem, type Problem, problemAt } from '../config/problems/problem.ts'
import type { Service } from '../config/service.ts'
import { type HookEvent, hookEvents } from '../config/values/hook-events.ts'
import { configure, type Start } from '../daemon/configure.ts'
import { concerns, environmentOf, type HookCall } from '../daemon/hook-call.ts'
import { ending } from '../io/ending.ts'
import { runHook } from '../io/hook-run.ts'
import { exitUnwritable, print, printResult } from '../io/print.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { duration } from '../values/span.ts'

type Choice = { readonly test: boolean; readonly service?: string; readonly event?: string }

const exitFailed = 1

/** Resolves to the exit status: that of a signal which ended it, else 0, 1 where a hook failed, or 78 for a configuration or words that are wrong. */
export const hooks = async (start: Start, choice: Choice): Promise<number> => {
  const configured = await configure(start)
  const problems = configured.ok ? [...configured.warnings, ...wrongWords(configured.config, choice)] : configured.problems
  await print('stderr', problems.map(formatProblem))
  if (!configured.ok || problems.some(({ warning }) => warning !== true)) return exitMisconfigured
  const { config } = configured
  const { hooks: all = [] } = config
  if (all.length === 0) return printResult(['no hooks are configured: nothing is run'], 0)
  return choice.test ? tryAll(all, config, choice) : printResult(rows(all), 0)
}

const wrongWords = ({ services }: Config, { service, event }: Choice): readonly Problem[] => [
  ...wrongWord('--service', service, services.map(({ name }) => name)), // biome-ignore format: one line a word
  ...wrongWord('--event', event, hookEvents),
]

const wrongWord = (label: string, got: string | undefined, known: readonly string[]): readonly Problem[] =>
  got === undefined || known.includes(got) ? [] : [problemAt(label, { path: [], expected: known.join(', '), got: `"${got}"` })]

const rows = (all: readonly Hook[]): readonly string[] =>
  hookNames(all).map((name, index) => {
    const { service, on = [], timeoutMs = 0 } = all[index] ?? {}
    return `${name}: ${service === undefined ? 'every service' : `service ${service}`}; on ${on.join(', ')}; killed after ${duration(timeoutMs)}`
  })

const tryAll = async (all: readonly Hook[], { services }: Config, { service, event }: Choice): Promise<number> => {
  const names = hookNames(all)
  const [first] = services
  const chosen = services.find(({ name }) => name === service) ?? first
  const { signal, status: ended } = ending()
  let status = 0
  for (const [index, hook] of all.entries()) {
    const subject = service === undefined ? (services.find(({ name }) => name === hook.service) ?? chosen) : chosen
    for (const call of callsOf(subject, event)) {
      if (!concerns(hook, call) || signal.aborted) continue
      const lines = await tryOne(hook, names[index] ?? '', call, signal)
      if (lines.failed) status = exitFailed
      if (!(await print('stdout', lines.lines))) return exitUnwritable
    }
  }
  return signal.aborted ? ended : status
}

const callsOf = (service: Service, event: string | undefined): readonly HookCall[] =>
  hookEvents.filter((one) => event === undefined || one === event).map((one) => exampleOf(one, service))

/** As the running process would call it. */
const exampleOf = (event: HookEvent, { name, vips }: Service): HookCall => {
  const around = { event, node: hostname(), since: new Date().toISOString(), reason: 'a test by hooks --test' }
  if (event === 'neighbor') return { ...around, neighbor: '192.0.2.254', to: 'down' }
  if (event === 'reload') return around
  const told = { ...around, service: name, vips: vips.map(({ text }) => text) }
  if (event === 'unknown') return told
  const tier = { announced: 1, degraded: 2, warm: 1 }[event as string]
  return {
    ...told,
    from: event === 'announced' ? 'down' : 'announced',
    to: event,
    ...(tier !== undefined && { tier }),
    capacity: tier === undefined ? 0 : 1 / tier,
  }
}

const tryOne = async (
  hook: Hook,
  name: string,
  call: HookCall,
  signal: AbortSignal,
): Promise<{ readonly failed: boolean; readonly lines: readonly string[] }> => {
  const environment = environmentOf(call)
  const { trouble, output, tookMs } = await runHook(hook, { environment, object: call, signal }).ended
  const printed = output.trimEnd()
  return {
    failed: trouble !== undefined,
    lines: [
      `${name} (${call.event}): ${trouble ?? 'exit status 0'} after ${Math.round(tookMs)} ms`,
      ...Object.entries(environment).map(([variable, value]) => `  ${variable}=${value}`),
      `  stdin: ${JSON.stringify(call)}`,
      ...(printed === '' ? [] : printed.split('\n').map((line) => `  > ${line}`)),
    ],
  }
}
