// Has ExaBGP read what was written? Its version is asked for behind it; answers come in order.

/** How long an ExaBGP that acknowledges nothing may leave a question unanswered before it is asked again, at first. */
const askAgainAfterMs = 10_000
/** The longest time between two questions. */
const longestAfterMs = 160_000

/**
 * `owed`: answers that are still to come, or were lost. `unwritten`: questions that have not left the process, to which there is no answer
 * yet. `needed`: after so many answers the oldest question of this turn is answered, whatever was lost before.
 */
export type Question =
  | { readonly kind: 'none'; readonly owed: number }
  | {
      readonly kind: 'asked'
      readonly owed: number
      readonly needed: number
      readonly unwritten: number
      readonly since: number
      /** How often, and when last. */
      readonly times: number
      readonly at: number
    }
  /** The acknowledgement of the answer is awaited. */
  | { readonly kind: 'answered'; readonly until: number }

export type Asked = Extract<Question, { readonly kind: 'asked' }>

export const noQuestion: Question = { kind: 'none', owed: 0 }

const owedIn = (question: Question): number => (question.kind === 'answered' ? 0 : question.owed)

/** How many questions tell that what was just written was read: one for each answer that is owed, which may come late or never, and one. */
export const countFor = (question: Question): number => owedIn(question) + 1

/** So many questions are written. */
export const asked = (question: Question, count: number, at: number): Asked => ({
  kind: 'asked',
  owed: owedIn(question) + count,
  needed: count,
  unwritten: count,
  since: at,
  times: 1,
  at,
})

/** One more question is written, in case an answer was lost. */
export const askedAgain = (question: Asked, at: number): Asked => ({
  ...question,
  owed: question.owed + 1,
  unwritten: question.unwritten + 1,
  times: question.times + 1,
  at,
})

/** When to ask again. */
export const askAgainAt = ({ at, times }: Asked): number => at + Math.min(askAgainAfterMs * 2 ** (times - 1), longestAfterMs)

/** One question has left the process. */
export const written = (question: Asked): Asked => ({ ...question, unwritten: Math.max(0, question.unwritten - 1) })

/** One answer has come. */
export const answered = (question: Question): Question => {
  if (question.kind === 'answered') return question
  if (question.kind === 'none') return { kind: 'none', owed: Math.max(0, question.owed - 1) }
  const { owed, needed, unwritten } = question
  if (owed === unwritten) return question
  return needed === 1 ? { kind: 'none', owed: owed - 1 } : { ...question, owed: owed - 1, needed: needed - 1 }
}
