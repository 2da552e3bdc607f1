// How often is asked, and which check is it?
import { within } from './launcher.ts'
import type { Settings } from './settings.ts'
import type { Block, Entry } from './yaml.ts'

const dayS = 24 * 3600

/** The only check of a service. */
export const checkEntry = (settings: Settings): Block => {
  const { intervalS, fastS, timeoutS, rise, fall } = settings
  const command = commandOf(settings)
  const normalS = intervalS > 0 ? intervalS : 5
  const check: Entry =
    command === undefined
      ? { key: 'command', comments: ['Until now no --command, so it was always healthy.'], value: ['/bin/true'] }
      : { key: 'command', comments: offers(command), value: within(settings.environment, command) }
  return {
    listed: true,
    block: [
      check,
      {
        key: 'interval',
        value: span(normalS),
        ...(intervalS <= 0 && { comments: ['Until now --interval 0: it ended after the first announcement.'] }),
      },
      {
        key: 'fast-interval',
        value: span(Math.min(fastS, normalS)),
        ...(fastS > normalS && { comments: [`Until now ${span(fastS)}, more slowly than the interval; it may be at most that.`] }),
      },
      {
        key: 'timeout',
        value: timeoutS > 0 ? span(timeoutS) : '24h',
        ...(timeoutS <= 0 && { comments: ['Until now without a timeout; 24h is the longest.'] }),
      },
      { key: 'rise', value: runOf(rise) },
      { key: 'fall', value: runOf(fall) },
    ],
  }
}

/** None where nothing was checked. */
export const commandOf = ({ command }: Settings): string | undefined => (command?.trim() === '' ? undefined : command)

const runOf = (count: number): number => Math.min(100, Math.max(1, count))

const span = (seconds: number): string => {
  const ms = Math.min(dayS * 1000, Math.max(1, Math.round(seconds * 1000)))
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`
}

const offers = (command: string): readonly string[] => {
  const [, url] = /^\s*curl\s(?:[^|;&]*\s)?["']?(https?:\/\/[^\s"'|;&]+)["']?\s*$/.exec(command) ?? []
  if (url !== undefined) return [`"- http: ${url}" asks the same without starting a program.`]
  return /haproxy[\w./-]*\.sock|show (stat|servers)|haproxy.*(socat|nc )|(socat|nc ).*haproxy/.test(command)
    ? ['It reads HAProxy: "- backend: NAME" does so by itself, knows how many servers are up, and follows changes at once.']
    : []
}
