// What is a kind of check?
import type * as v from 'valibot'
import type { Cadence, WrittenCadence } from '../cadence.ts'

/** A check before it is known how often it runs where it does not say so. */
type Written<Check extends Cadence> = Omit<Check, keyof Cadence> & { readonly cadence: WrittenCadence }

export type CheckKind<Check extends Cadence> = {
  /** A map; its first key is the name of the kind. Patterns stand below `expect`, where they are written. */
  readonly schema: v.GenericSchema<unknown, Written<Check>> & { readonly entries: v.ObjectEntries }
  /** What is asked, in one text. */
  readonly title: (check: Check) => string
  /** The same without what may be a secret; absent where a title never holds one. */
  readonly name?: (check: Check) => string
  /** The flag of the same name; whether one value may hold spaces. */
  readonly flag: { readonly meaning: string; readonly spaces: boolean }
  /** Who proves by passing that HAProxy serves, even while its statistics do not answer; none where a check cannot. */
  readonly witness: string | undefined
}
