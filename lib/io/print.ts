// How does a command that a person typed say its result?

/** Writes whole lines; never used while ExaBGP listens on stdout. A reader that has seen enough and left (`| head`) is no mistake. */
export const print = (where: 'stdout' | 'stderr', lines: readonly string[]): void => {
  process[where].on('error', () => {})
  for (const line of lines) process[where].write(`${line}\n`)
}
