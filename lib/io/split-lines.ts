// Which lines do pieces of a stream make, whatever comes in it?

/** Hands on each line without its end. A line longer than `longest` is dropped as a whole, so that its end is not taken for a line of its own. */
export const splitLines = (longest: number, onLine: (line: string) => void): ((piece: string) => void) => {
  let rest = ''
  let dropping = false
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!dropping) onLine(line)
      dropping = false
    }
    if (rest.length > longest) dropping = true
    if (dropping) rest = ''
  }
}
