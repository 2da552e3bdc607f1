// Who does what `step` wants?
import type { Effect, News } from '../engine/effect.ts'
import type { Asking } from '../engine/question.ts'
import { logLine } from '../log/line.ts'
import { answer, mistaken } from './answer.ts'
import type { Happening, Performers } from './performers.ts'

/** Carries out an effect; the answer to a question is dispatched when it comes. */
export const perform = (effect: Effect, performers: Performers, dispatch: (happening: Happening) => void): void => {
  switch (effect.type) {
    case 'write':
      performers.write(effect.line)
      break
    case 'follow-ring':
      performers.followRing()
      break
    case 'tell':
      tell(effect.news, performers)
      break
    case 'remember':
      performers.memory.remember(effect.former)
      break
    case 'keep-orders':
      performers.keepOrders(effect.kept)
      break
    case 'keep-addresses':
      performers.keepAddresses(effect.ours)
      break
    case 'exit':
      performers.exit(effect.withinMs)
      break
    case 'read-statistics':
    case 'probe':
    case 'find-others':
    case 'look-for-maintenance':
    case 'change-addresses':
      answer(effect, performers)
        .catch((error: unknown) => mistaken(effect, error, performers.mistake))
        .then((happening) => happening && dispatch(numbered(effect, happening)))
      break
    default:
      effect satisfies never
  }
}

const tell = (news: News, { note, log }: Performers): void => {
  const line = logLine(news)
  note(news, line)
  log(line)
}

const numbered = ({ question }: Asking, happening: Happening): Happening =>
  question === undefined ? happening : { ...happening, question }
