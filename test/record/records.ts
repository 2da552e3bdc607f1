// How does a simulation become a record, and a record lines again?
import type { Config } from '../../lib/config/config.ts'
import { Narrator } from '../../lib/explain/narrator.ts'
import { type Begins, encodeEvent, encodeHeader, type Header, readRecordLine } from '../../lib/record/record.ts'
import type { Simulation } from '../engine/simulation.ts'

export const version = '1.2.3'

/** A header every `pieceLength` events, as rotation makes them. */
export const recordOf = (
  { taken }: Simulation,
  config: Config,
  pieceLength = Number.POSITIVE_INFINITY,
  own: Partial<Header> = {},
): readonly string[] =>
  taken.flatMap(({ event, before }, index) => {
    if (index > 0 && index % pieceLength !== 0) return [encodeEvent(event)]
    const begins: Begins = index === 0 ? 'run' : 'file'
    const piece = index === 0 ? 0 : index / pieceLength
    const header = {
      version,
      run: 'r',
      piece,
      begins,
      time: 1_700_000_000_000 + event.at,
      at: event.at,
      standalone: false,
      config,
      state: before,
    }
    return [encodeHeader({ ...header, ...own }), encodeEvent(event)]
  })

/** Reads the lines to a narrator; `other` asks what that configuration would have done. */
export const narrate = (lines: readonly string[], other?: Config): Narrator => {
  const narrator = new Narrator(version, other)
  for (const line of lines) {
    const read = readRecordLine(line)
    if (read.kind === 'header') narrator.begin(read.header)
    else if (read.kind === 'event') narrator.take(read.event)
    else throw new Error(`${read.kind}: ${line}`)
  }
  return narrator
}
