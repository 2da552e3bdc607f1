// How is a configuration written by hand, with comments?

type Scalar = string | number

/** Written in one line. */
export type Value = Scalar | readonly Value[] | { readonly [key: string]: Value }

/** One key of a block: its value, or the block below it, after its comments. */
export type Entry = { readonly key: string; readonly comments?: readonly string[]; readonly value: Value | Block }

export type Block = { readonly block: readonly Entry[]; readonly listed?: true }

export const writeYaml = (entries: readonly Entry[]): string => `${lines(entries, '').join('\n')}\n`

const lines = (entries: readonly Entry[], indent: string): readonly string[] =>
  entries.flatMap(({ key, comments = [], value }) => [
    ...comments.map((comment) => `${indent}# ${comment}`),
    ...(isBlock(value) ? [`${indent}${scalar(key)}:`, ...below(value, `${indent}  `)] : [`${indent}${scalar(key)}: ${flow(value)}`]),
  ])

// The only item of a list.
const below = ({ block, listed }: Block, indent: string): readonly string[] => {
  if (listed === undefined) return lines(block, indent)
  const [comments, keys] = [block.flatMap((entry) => entry.comments ?? []), block.map(({ key, value }) => ({ key, value }))]
  const inside = lines(keys, `${indent}  `)
  return [
    ...comments.map((comment) => `${indent}# ${comment}`),
    ...inside.map((line, at) => (at === 0 ? line.replace(`${indent}  `, `${indent}- `) : line)),
  ]
}

const isBlock = (value: Value | Block): value is Block => typeof value === 'object' && 'block' in value

const flow = (value: Value): string => {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return scalar(value)
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, one]) => `${scalar(key)}: ${flow(one)}`)
    .join(', ')}}`
}

const scalar = (text: string): string => (/^[A-Za-z\d/][\w./%-]*$/.test(text) && !isWord(text) ? text : JSON.stringify(text))

// What YAML 1.1 and 1.2 take for something else than a text.
const isWord = (text: string): boolean => /^(y|n|yes|no|on|off|true|false|null)$|^[\d.]+e\d+$|^0[xo]/i.test(text)
