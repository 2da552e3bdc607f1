// How is a large record written as JSON bit by bit?

/** So many elements of a list are one piece. */
const together = 50

/** What `JSON.stringify` makes of it, as a line; the lists of a record come in pieces. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (!isPlain(value)) return yield `${JSON.stringify(value)}\n`
  let text = ''
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue
    text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:`
    if (Array.isArray(part)) text = yield* listPieces(text, part)
    else text += JSON.stringify(part)
  }
  yield `${text === '' ? '{' : text}}\n`
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Begins with `text`, and gives the end of it. */
function* listPieces(text: string, list: readonly unknown[]): Generator<string, string> {
  let open = `${text}[`
  for (let from = 0; from < list.length; from += together) {
    const elements = JSON.stringify(list.slice(from, from + together)).slice(1, -1)
    if (from + together >= list.length) return `${open}${elements}]`
    yield `${open}${elements},`
    open = ''
  }
  return `${open}]`
}
