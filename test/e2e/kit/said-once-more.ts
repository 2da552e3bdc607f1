// Which lines only say once more what ExaBGP may have acknowledged and not sent?

type Line = { readonly text: string }

/**
 * Leaves them out: an announcement in another text of the same attributes with the one in its own text behind it, and a withdraw of what was
 * withdrawn. For where no origin is configured.
 */
export const withoutRepetitions = <One extends Line>(lines: readonly One[]): readonly One[] => {
  const withdrawn = new Set<string>()
  const awaited = new Set<string>()
  return lines.filter(({ text }) => {
    const plain = text.replace(' origin igp', '')
    if (plain !== text) {
      awaited.add(plain)
      return false
    }
    if (awaited.delete(text)) return false
    const [whom = ''] = text.split(/(?:announce|withdraw) /)
    const prefixes = (text.match(/\S+\/\d+/g) ?? []).map((prefix) => whom + prefix)
    const isWithdraw = /(^| )withdraw /.test(text)
    const changes = !isWithdraw || prefixes.some((prefix) => !withdrawn.has(prefix))
    for (const prefix of prefixes) {
      if (isWithdraw) withdrawn.add(prefix)
      else withdrawn.delete(prefix)
    }
    return changes
  })
}
