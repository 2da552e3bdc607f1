// What does `exabgp-haproxy metrics` do: what would a monitoring system read of all processes of this machine?
import { print, printResult } from '../io/print.ts'
import { merged } from '../status/metrics/merged.ts'
import { askProcesses } from './processes.ts'

/** A process with a thousand services may take a moment, and does not do it at once. */
const withinMs = 4000

/** Resolves to the exit status: 0, 1 where a process did not answer, 3 where none did. What was left behind is no process. */
export const metricsCommand = async (choice: { readonly process?: string; readonly socket?: string }): Promise<number> => {
  const { answered, troubles } = await askProcesses(choice, 'GET /v1/metrics', { withinMs })
  const told = answered.flatMap(({ name, body }) => (typeof body === 'string' ? [{ process: name, text: body }] : []))
  const strangers = answered.filter(({ body }) => typeof body !== 'string').map(({ socket }) => `${socket}: a process that has no metrics`)
  const lines = [...troubles.map(({ line }) => line), ...strangers]
  if (lines.length > 0) await print('stderr', lines)
  if (told.length === 0) return 3
  const failed = troubles.some(({ kind }) => kind !== 'left behind') || strangers.length > 0
  return printResult(merged(told).trimEnd().split('\n'), failed ? 1 : 0, 'verbatim')
}
