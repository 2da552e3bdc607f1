// Which lines only say once more what ExaBGP may have acknowledged and not sent?

type Line = { readonly text: string }

/** Leaves them out. For where no origin is configured. */
export const withoutRepetitions = <One extends Line>(lines: readonly One[]): readonly One[] => {
  const isRepetition = watchForRepetitions()
  return lines.filter(({ text }) => !isRepetition(text))
}

/**
 * Tells of each line, in their order, whether it is one: an announcement in another text of the same attributes, the one in its own text behind it, a
 * withdraw of what was withdrawn.
 */
export const watchForRepetitions = (): ((text: string) => boolean) => {
  const withdrawn = new Set<string>()
  const awaited = new Set<string>()
  return (text) => {
    const plain = text.replace(' origin igp', '')
    if (plain !== text) {
      awaited.add(plain)
      return true
    }
    if (awaited.delete(text)) return true
    const [whom = ''] = text.split(/(?:announce|withdraw) /)
    const prefixes = (text.match(/\S+\/\d+/g) ?? []).map((prefix) => whom + prefix)
    const isWithdraw = /(^| )withdraw /.test(text)
    const changes = !isWithdraw || prefixes.some((prefix) => !withdrawn.has(prefix))
    for (const prefix of prefixes) {
      if (isWithdraw) withdrawn.add(prefix)
      else withdrawn.delete(prefix)
    }
    return !changes
  }
}
