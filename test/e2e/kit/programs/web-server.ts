// Which web server is this, and is it well? Usage: web-server <address> <port> <page> <file that makes it ill>
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'

const [address, port, page, illFile = ''] = process.argv.slice(2)

const server = createServer((_request, response) => {
  const ill = existsSync(illFile)
  response.writeHead(ill ? 503 : 200, { 'content-type': 'text/plain', connection: 'close' })
  response.end(`${ill ? 'ill' : page}\n`)
})

server.listen(Number(port), address, () => process.stdout.write('listening\n'))
process.once('SIGTERM', () => process.exit(0))
