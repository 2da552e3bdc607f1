// What if a pure function is asked again and again about the same things?

/** The same function, which knows its last answer, and for which things it was. They are told apart by identity. */
export const remembering = <Things extends readonly unknown[], Answer>(
  answer: (...things: Things) => Answer,
): ((...things: Things) => Answer) => {
  let last: { readonly things: Things; readonly answer: Answer } | undefined
  return (...things) => {
    if (last === undefined || things.some((thing, index) => thing !== last?.things[index])) last = { things, answer: answer(...things) }
    return last.answer
  }
}
