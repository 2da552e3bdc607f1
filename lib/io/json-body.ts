// What JSON does a request hold, or where is it wrong?
import type { IncomingMessage } from 'node:http'
import { failure, type Reply } from './control-handlers.ts'

const mostBytes = 65_536

/** The value, or the answer to one who sent none. Nothing at all is an empty record. */
export const readJson = async (request: IncomingMessage): Promise<{ readonly value: unknown } | { readonly refusal: Reply }> => {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > mostBytes) return tooLarge
    chunks.push(chunk)
  }
  if (bytes === 0) return { value: {} }
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return { refusal: failure(415, 'Expected content-type: application/json') }
  return parse(Buffer.concat(chunks))
}

const tooLarge = { refusal: failure(413, `Expected a body of at most ${mostBytes} bytes`) }

const parse = (bytes: Buffer): { readonly value: unknown } | { readonly refusal: Reply } => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return parseText(text)
  } catch {
    return { refusal: failure(400, 'Expected JSON in UTF-8') }
  }
}

const parseText = (text: string): { readonly value: unknown } | { readonly refusal: Reply } => {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { refusal: failure(400, `Expected JSON${complaint(text, error instanceof Error ? error.message : '')}`) }
  }
}

// V8 tells a position, or shows what stands around it, unless the text ends too soon.
const complaint = (text: string, message: string): string => {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined && !message.includes('end of JSON')) return `: ${message}`
  const lines = text.slice(0, Number(position ?? text.length)).split('\n')
  return `, wrong at ${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}
