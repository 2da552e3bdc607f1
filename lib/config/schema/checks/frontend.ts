// Is a frontend of HAProxy open?
import * as v from 'valibot'
import { parseHaproxyName } from '../../values/names.ts'
import { type Cadence, cadenceIn, checkEntries } from '../cadence.ts'
import { map, needed, text } from '../shape.ts'
import type { CheckKind } from './kind.ts'

type FrontendCheck = Cadence & { readonly kind: 'frontend'; readonly proxy: string }

const meaning = 'check that this HAProxy frontend is open'

export const frontend = {
  schema: v.pipe(
    map({ frontend: needed(meaning, text('the name of a proxy of HAProxy', parseHaproxyName)), ...checkEntries }),
    v.transform(({ frontend: proxy, ...rest }) => ({ kind: 'frontend' as const, proxy, cadence: cadenceIn(rest) })),
  ),
  title: ({ proxy }) => `frontend ${proxy}`,
  flag: { meaning, spaces: false },
  witness: undefined,
} satisfies CheckKind<FrontendCheck>
