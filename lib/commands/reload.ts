// What does `exabgp-haproxy reload` do: bring the configuration in the file into force, and wait for what follows, if that is wanted?
import { parseDuration } from '../config/values/duration.ts'
import { print } from '../io/print.ts'
import { bring, type Choice } from './bring.ts'
import { exits } from './order.ts'

/** As they were typed; the process reads them, but for `wait`. */
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
  const timeout = wait === undefined ? undefined : parseDuration(wait || usualWait, 1)
  if (timeout?.ok === false) return refused(`--wait: Expected ${timeout.expected}`)
  if (timeout !== undefined && wishes.dryRun) return refused('--wait: Expected no --dry-run, which changes nothing, beside --wait')
  const { status, done } = await bring(choice, 'POST /v1/reload', wishes)
  if (timeout === undefined || done.length === 0) return status
  const { settle } = await import('./settle.ts')
  return Math.max(status, await settle(done, timeout.value))
}

const refused = async (line: string): Promise<number> => {
  await print('stderr', [line])
  return exits.refused
}
