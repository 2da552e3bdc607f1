// Which lines only say once more what ExaBGP may have acknowledged and not sent?

type Line = { readonly text: string }

/** Leaves them out. For where no origin is configured. */
export const withoutRepetitions = <One extends Line>(lines: readonly One[]): readonly One[] => {
  const isRepetition = watchForRepetitions()
  return lines.filter(({ text }) => !isRepetition(text))
}

/**
 * Tells of each line, in their order, whether it is one: an announcement in another text of the same attributes, the one in its own text behind it, a
 * withdraw of what was withdrawn. What else is said of a prefix in between makes the next one news.
 */
export const watchForRepetitions = (): ((text: string) => boolean) => {
  const withdrawn = new Set<string>()
  const awaited = new Map<string, readonly string[]>()
  return (text) => {
    const isWithdraw = /(^| )withdraw /.test(text)
    const [whom = ''] = text.split(/(?:announce|withdraw) /)
    const prefixes = (text.match(/\S+\/\d+/g) ?? []).map((prefix) => whom + prefix)
    const plain = text.replace(' origin igp', '')
    if (plain !== text) {
      awaited.set(plain, prefixes)
      return true
    }
    if (awaited.delete(text)) return true
    for (const [other, theirs] of awaited) if (theirs.some((prefix) => prefixes.includes(prefix))) awaited.delete(other)
    const changes = !isWithdraw || prefixes.some((prefix) => !withdrawn.has(prefix))
    for (const prefix of prefixes) {
      if (isWithdraw) withdrawn.add(prefix)
      else withdrawn.delete(prefix)
    }
    return !changes
  }
}
