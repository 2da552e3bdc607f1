// Who reloads, once somebody wants it? Until then nothing of it is loaded.
import type { State } from '../engine/state.ts'
import { now } from '../io/clock.ts'
import { confirmDeadlineOf } from './kept-config.ts'
import type { Part } from './part.ts'
import type { Reloadable, ReloadFacts, ReloadResult, ReloadWish } from './reload-wish.ts'
import type { Reloads } from './reloads.ts'

/** How often the file is looked at, at the most, by whoever asks whether it is another. */
const lookEveryMs = 1000
/** By then what is healthy is announced. */
const laterMs = 100

export type Reloading = Part & {
  readonly reload: (wish: ReloadWish) => Promise<ReloadResult>
  readonly confirm: (by: string) => Promise<ReloadResult>
  readonly undo: (by: string) => Promise<ReloadResult>
  readonly watch: (state: State) => void
  readonly facts: () => ReloadFacts
}

export const createReloading = (around: Reloadable): Reloading => {
  const startedAt = Date.now()
  let made: Reloads | undefined
  let loading: Promise<Reloads> | undefined
  let unloaded: ReloadFacts['last']
  let timer: NodeJS.Timeout | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  const take = ({ Reloads: Made }: typeof import('./reloads.ts')): Reloads => {
    made = new Made(around, startedAt)
    return made
  }
  const lose = (error: unknown): never => {
    unloaded = failedLoading()
    throw error
  }
  const loaded = (): Promise<Reloads> => {
    loading ??= import('./reloads.ts').then(take, lose)
    return loading
  }
  const look = (): void => {
    if (around.start.file === undefined || now() - lookedAt < lookEveryMs) return
    lookedAt = now()
    void loaded()
      .then((reloads) => reloads.look())
      .catch(() => {})
  }
  return {
    start: () => {
      if (around.keeper.kept.trial !== undefined) timer = setTimeout(() => void loaded().catch(() => {}), laterMs).unref()
    },
    stop: () => {
      clearTimeout(timer)
      made?.stop()
    },
    reload: async (wish) => (await loaded()).reload(wish),
    confirm: async (by) => (await loaded()).confirm(by),
    undo: async (by) => (await loaded()).undo(by),
    watch: (state) => made?.watch(state),
    facts: () => {
      look()
      return made?.facts ?? { ...factsBefore(around, startedAt), last: unloaded }
    },
  }
}

// Node 20 never tries again what it could not load once, for want of files, say.
const failedLoading = () => ({ at: Date.now(), ok: false, what: 'nothing can be reloaded before ExaBGP is restarted' })

const factsBefore = ({ keeper, fallback }: Reloadable, loadedAt: number): ReloadFacts => ({
  loadedAt,
  fileDiffers: undefined,
  fallback,
  last: undefined,
  goesBack: undefined,
  confirmDeadline: confirmDeadlineOf(keeper),
})
