// What did someone ask of the labs?
import { parseArgs } from 'node:util'
import type { Lab } from './lab.ts'

export const usage = `npm run lab                   run the first lab: its incidents, its table of expected and seen; clean up
npm run lab -- NAME           run another one
npm run lab -- NAME --keep    the same, but leave it running until Ctrl-C, also where it fails
npm run lab -- NAME --watch   the same, with a Prometheus beside it, and the addresses of it and of each page for a browser
npm run lab -- --list         the labs that there are, and those that run on this machine
npm run lab -- --stop         end these`

export type Options = Readonly<Record<'keep' | 'watch' | 'list' | 'stop' | 'help', boolean>> & { readonly lab: Lab }

type Read = { readonly ok: true; readonly options: Options } | { readonly ok: false; readonly reason: string }

/** The first lab is the one that is meant where none is named. */
export const readOptions = (labs: readonly [Lab, ...Lab[]], words: readonly string[]): Read => {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { keep: flag, watch: flag, list: flag, stop: flag, help: flag },
      allowPositionals: true,
    })
    const [wanted = labs[0].name, ...more] = positionals
    const lab = labs.find(({ name }) => name === wanted)
    if (lab !== undefined && more.length === 0) return { ok: true, options: { ...values, keep: values.keep || values.watch, lab } }
    return { ok: false, reason: `Expected one of ${labs.map(({ name }) => name).join(', ')}, got ${positionals.join(' ')}` }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}
