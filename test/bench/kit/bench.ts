// What is a group of rows given to measure with?
import type { Run } from '../../e2e/kit/run.ts'
import type { Section } from './section.ts'

/** A run of its own; `rounds(full, quick)` picks how often; `say` tells whoever waits. */
export type Bench = { readonly run: Run; readonly rounds: (full: number, quick: number) => number; readonly say: (what: string) => void }

/** What every file of a group exports as `measure`. */
export type Measure = (bench: Bench) => Promise<readonly Section[]>
