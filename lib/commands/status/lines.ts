// How does the status of all processes look in the terminal of whoever asks?
import { terminal } from '../../io/terminal.ts'
import { serviceText } from '../../status/service-text.ts'
import type { Style } from '../../status/style.ts'
import { statusText } from '../../status/text.ts'
import type { Question } from './question.ts'
import type { Told } from './snapshots.ts'

/** UNKNOWN of monitoring plugins: nobody answered, or the question cannot be understood. */
export const exitUnknown = 3

/** How the terminal of whoever asks wants it. */
export const style = (): Style => ({ ...terminal(), time: (time) => new Date(time).toISOString() })

/** Process by process; only services where those were asked for. */
export const statusLines = (
  { services }: Pick<Question, 'services'>,
  { snapshots }: Pick<Told, 'snapshots'>,
  style: Style,
): readonly string[] =>
  snapshots.flatMap((snapshot, index) => [
    ...(index === 0 ? [] : ['']),
    ...(services.length === 0
      ? statusText(snapshot, style)
      : snapshot.services.flatMap((service) => serviceText(service, snapshot.time, style))),
  ])
