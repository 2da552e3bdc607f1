// How much of a backend of HAProxy can serve?
import * as v from 'valibot'
import { parseHaproxyName } from '../../values/names.ts'
import { type Cadence, cadenceIn, checkEntries } from '../cadence.ts'
import { flag, key, map, needed, text } from '../shape.ts'
import type { CheckKind } from './kind.ts'

type BackendCheck = Cadence & {
  readonly kind: 'backend'
  readonly proxy: string
  /** Keep servers in MAINT in the denominator. */
  readonly countMaintenance: boolean
}

const meaning = 'check the capacity of this HAProxy backend'

export const backend = {
  schema: v.pipe(
    map({
      backend: needed(meaning, text('the name of a proxy of HAProxy', parseHaproxyName)),
      'count-maintenance': key('count servers in maintenance among those that should serve', flag()),
      ...checkEntries,
    }),
    v.transform(({ backend: proxy, 'count-maintenance': countMaintenance = false, ...rest }) => ({
      kind: 'backend' as const,
      proxy,
      countMaintenance,
      cadence: cadenceIn(rest),
    })),
  ),
  title: ({ proxy }) => `backend ${proxy}`,
  flag: { meaning, spaces: false },
  witness: undefined,
} satisfies CheckKind<BackendCheck>
