// Which of the known names was probably meant?

/** The candidate within a third of the word's length in edits (Levenshtein), at least one and at most three; undefined where none is near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const furthest = Math.min(3, Math.max(1, Math.floor(word.length / 3)))
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= furthest)
    .sort((one, other) => one.edits - other.edits)
  return best?.candidate
}

const distance = (from: string, to: string): number => {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1)
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}
