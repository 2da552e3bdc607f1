// How does a command that a person typed say its result?

/** Writes whole lines; never used while ExaBGP listens on stdout. */
export const print = (where: 'stdout' | 'stderr', lines: readonly string[]): void => {
  for (const line of lines) process[where].write(`${line}\n`)
}
