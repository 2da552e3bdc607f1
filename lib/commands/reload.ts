// What does `exabgp-haproxy reload` do: bring the configuration in the file into force, and wait for what follows, if that is wanted?
import { parseDuration } from '../config/values/duration.ts'
import { print } from '../io/print.ts'
import { bring, type Choice } from './bring.ts'
import { exits } from './order.ts'
import { exactly, wrongFlags } from './wrong-flags.ts'

/** As they were typed; the process reads them again, but for `wait`. */
type ReloadWishes = {
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly replace?: boolean
  readonly revertIn?: string
  readonly abortOn?: string
  readonly wait?: string
}

/** Who says only `--wait`. */
const usualWait = '5m'

/** Resolves to the exit status. */
export const reload = async (choice: Choice, { wait, ...wishes }: ReloadWishes): Promise<number> => {
  const { revertIn, abortOn } = wishes
  const awaited = wait === '' ? usualWait : wait
  const wrong = wrongFlags(readers, { 'revert-in': revertIn, 'abort-on': abortOn, wait: awaited })
  const timeout = awaited === undefined ? undefined : parseDuration(awaited, 1)
  if (wrong.length > 0 || timeout?.ok === false) return refused(wrong)
  if (timeout !== undefined && wishes.dryRun) return refused(['--wait: Expected no --dry-run, which changes nothing, beside --wait'])
  const { status, done } = await bring(choice, 'POST /v1/reload', wishes)
  if (timeout === undefined || done.length === 0) return status
  const { settle } = await import('./settle.ts')
  return Math.max(status, await settle(done, timeout.value))
}

const readers = {
  'revert-in': (text: string) => parseDuration(text, 1000),
  'abort-on': exactly('worse'),
  wait: (text: string) => parseDuration(text, 1),
}

const refused = async (lines: readonly string[]): Promise<number> => {
  await print('stderr', lines)
  return exits.refused
}
