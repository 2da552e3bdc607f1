// Which tables does REFERENCE.md hold? Tests hold them against the code, so that manual pages can be made of them.

export type Table = {
  /** The heading above it, without its marks. */
  readonly heading: string
  /** What is said between the heading and the table. */
  readonly about: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const tablesOf = (markdown: string): readonly Table[] =>
  markdown.split(/^#+ /m).flatMap((section) => {
    const [heading = '', ...body] = section.split('\n')
    return tablesIn(heading, body)
  })

const tablesIn = (heading: string, body: readonly string[]): readonly Table[] => {
  const start = body.findIndex(isRow)
  if (start < 0) return []
  const length = body.slice(start).findIndex((line) => !isRow(line))
  const end = length < 0 ? body.length : start + length
  const [header = [], , ...rows] = body.slice(start, end).map(cells)
  const table = { heading, about: body.slice(0, start).join('\n').trim(), header, rows }
  return [table, ...tablesIn(heading, body.slice(end))]
}

const isRow = (line: string): boolean => /^\|.*\|$/.test(line)

const cells = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
