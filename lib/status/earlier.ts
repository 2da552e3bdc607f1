// What was there of a service before this process began?
import type { StateWord } from '../policy/state-word.ts'
import type { Transition } from './history.ts'
import type { Time } from './unknown-times.ts'

/** From that time on it stood so, in milliseconds since 1970; `no-data` where no process lived that could tell. */
export type Point = { readonly time: number; readonly standing: StateWord | 'no-data' }

/** The oldest first. */
export type EarlierService = {
  readonly name: string
  readonly points: readonly Point[]
  readonly transitions: readonly Transition[]
  /** When it had no evidence. */
  readonly unknown: readonly Time[]
}

/** By name. */
export type Earlier = ReadonlyMap<string, EarlierService>
