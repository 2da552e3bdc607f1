// What if a pure function is asked again and again about the same things?

/** The same function, which knows its last answer, and for which things it was. They are told apart by identity. */
export const remembering = <Things extends readonly unknown[], Answer>(
  answer: (...things: Things) => Answer,
): ((...things: Things) => Answer) => {
  let last: { readonly things: Things; readonly answer: Answer } | undefined
  return (...things) => {
    if (last === undefined || !areSame(things, last.things)) last = { things, answer: answer(...things) }
    return last.answer
  }
}

const areSame = (some: readonly unknown[], others: readonly unknown[]): boolean => {
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false
  return some.length === others.length
}

/** The same function, which knows its answer for each thing for as long as that lives. `more` is the same for one thing. */
export const rememberingEach = <Thing extends object, More extends readonly unknown[], Answer extends NonNullable<unknown>>(
  answer: (thing: Thing, ...more: More) => Answer,
): ((thing: Thing, ...more: More) => Answer) => {
  const answers = new WeakMap<Thing, Answer>()
  return (thing, ...more) => {
    const known = answers.get(thing)
    if (known !== undefined) return known
    const found = answer(thing, ...more)
    answers.set(thing, found)
    return found
  }
}
