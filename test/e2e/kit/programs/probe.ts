// Who answers a client, request by request? Usage: probe <url> <milliseconds between requests> <milliseconds until one counts as lost>
import { get } from 'node:http'

const [url = '', everyMs, timeoutMs] = process.argv.slice(2)

const report = (at: number, outcome: { readonly answer: string } | { readonly error: string }): void => {
  process.stdout.write(`${JSON.stringify({ at, ms: Date.now() - at, ...outcome })}\n`)
}

// Every request has a connection of its own, as every new client would.
const probe = (): void => {
  const at = Date.now()
  const signal = AbortSignal.timeout(Number(timeoutMs))
  const request = get(url, { agent: false, signal }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8').trim()
      report(at, response.statusCode === 200 ? { answer: text } : { error: `status ${response.statusCode}` })
    })
    response.on('error', (error: NodeJS.ErrnoException) => report(at, { error: error.code ?? error.message }))
  })
  request.on('error', (error: NodeJS.ErrnoException) => report(at, { error: signal.aborted ? 'timeout' : (error.code ?? error.message) }))
}

setInterval(probe, Number(everyMs))
