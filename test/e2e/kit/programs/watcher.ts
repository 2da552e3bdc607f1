// One who watches a process over its control socket: each answer is followed by the question what comes next.
import { request } from 'node:http'

const [socketPath = ''] = process.argv.slice(2)

const ask = (path: string): void => {
  const asked = request({ socketPath, path }, async (response) => {
    let text = ''
    for await (const chunk of response) text += chunk
    ask(`/v1/status?after=${JSON.parse(text).change}`)
  })
  asked.on('error', () => setTimeout(() => ask(path), 100))
  asked.end()
}

ask('/v1/status')
process.stdout.write('begun\n')
