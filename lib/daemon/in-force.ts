// Which configuration is in force, since when, and is the file another one by now?
import type { Config } from '../config/config.ts'
import { inForce } from '../config/meaning.ts'
import type { Fallback } from '../status/facts.ts'
import { textIn } from './configure.ts'
import { preload } from './preload.ts'
import type { Reloadable } from './reload-wish.ts'

export class InForce {
  readonly #around: Reloadable
  /** Nothing about the one before is watched any more. */
  readonly #onEntered: () => void
  /** What the file said of it. */
  text: string | undefined
  loadedAt: number
  #fileDiffers: boolean | undefined
  #fallback: Fallback | undefined

  constructor(around: Reloadable, loadedAt: number, onEntered: () => void) {
    this.#around = around
    this.#onEntered = onEntered
    this.text = around.text
    this.loadedAt = loadedAt
    this.#fallback = around.fallback
  }

  /** Undefined until somebody has looked. */
  get fileDiffers(): boolean | undefined {
    return this.#fileDiffers
  }

  /** Why the last good one is in force since the start. */
  get fallback(): Fallback | undefined {
    return this.#fallback
  }

  /** Nothing stands in for a file that says what runs. */
  compared(differs: boolean): void {
    this.#fileDiffers = differs
    if (!differs) this.#fallback = undefined
  }

  /** Resolves to whether it is in force. What cannot be loaded must not be missed later. */
  async enter(config: Config, text: string | undefined): Promise<boolean> {
    const { state, dispatch, prepare, follow } = this.#around
    await preload(config)
    await prepare(config)
    const before = state().config
    dispatch({ type: 'configured', config })
    const { config: current } = state()
    if (current === before && inForce(config, before) !== before) {
      await prepare(before)
      return false
    }
    follow(current, before)
    this.text = text
    this.loadedAt = Date.now()
    this.#onEntered()
    return true
  }

  /** Looks whether the file is another by now. */
  async look(): Promise<void> {
    const { file } = this.#around.start
    if (file === undefined) return
    const text = await textIn(file)
    this.compared(!text?.ok || text.text !== this.text)
  }
}
