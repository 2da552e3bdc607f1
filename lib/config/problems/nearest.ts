// Which of the known names was probably meant?

/**
 * The candidate that is fewest edits away, at most a third of the word's length, at least one and at most three; undefined where none is.
 * Swapped neighbors are one edit, and so is an ending too many or too few.
 */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const furthest = Math.min(3, Math.max(1, Math.floor(word.length / 3)))
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: edits(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((option) => option.edits <= furthest)
    .sort((one, other) => one.edits - other.edits)
  return best?.candidate
}

const edits = (word: string, candidate: string): number =>
  word.length > 2 && candidate.length > 2 && (word.startsWith(candidate) || candidate.startsWith(word)) ? 1 : distance(word, candidate)

// Optimal string alignment; each line holds the distances from the beginning of one word to every beginning of the other.
const distance = (word: string, candidate: string): number => {
  const lines = [Array.from({ length: candidate.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => lines[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= word.length; row += 1) {
    lines.push([row])
    for (let column = 1; column <= candidate.length; column += 1) {
      const replaced = at(row - 1, column - 1) + (word[row - 1] === candidate[column - 1] ? 0 : 1)
      const swapped =
        word[row - 1] === candidate[column - 2] && word[row - 2] === candidate[column - 1] ? at(row - 2, column - 2) + 1 : replaced
      lines[row]?.push(Math.min(replaced, swapped, at(row - 1, column) + 1, at(row, column - 1) + 1))
    }
  }
  return at(word.length, candidate.length)
}
