// What does `exabgp-haproxy reload` do: bring the configuration in the file into force?
import { bring, type Choice } from './bring.ts'

/** As they were typed; the process reads them. */
type ReloadWishes = {
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly replace?: boolean
  readonly revertIn?: string
  readonly abortOn?: string
}

/** Resolves to the exit status. */
export const reload = (choice: Choice, wishes: ReloadWishes): Promise<number> => bring(choice, 'POST /v1/reload', wishes)
