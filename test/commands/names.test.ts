// Which names does a shell get that completes them, whoever listens on the socket?
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { execaNode } from 'execa'
import { temporaryFolder } from '../folder.ts'

const print = `import { printNames } from ${JSON.stringify(join(import.meta.dirname, '../../lib/commands/status/names.ts'))}; process.exitCode = await printNames({ socket: process.argv[1] })`

test('names of services as a configuration may have them are printed, each once, and no other text', async (context) => {
  const socket = join(temporaryFolder(), 'any.sock')
  const names = ['web', 'dns-1.example', 'web', '$(id)', '`id`', 'a b', '-x', 'a\nb', '', '\u001b[2J', 'x'.repeat(65), 7]
  const server = createServer((_, response) => {
    response.setHeader('exabgp-haproxy-process', '1 any')
    response.end(JSON.stringify({ services: [...names.map((name) => ({ name })), null] }))
  })
  context.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const words = ['--import', 'tsx', '--input-type=module', '-e', print]
  const told = async () => (await execaNode({ nodeOptions: words })`${socket}`).stdout
  // A busy machine may be too late.
  let said = ''
  for (let tries = 0; tries < 20 && said === ''; tries++) said = await told()
  assert.equal(said, 'dns-1.example\nweb')
})
