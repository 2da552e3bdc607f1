// What does npm ask a registry that has one package? It also gives out another file. Usage: npm-registry <address> <port> <tarball> [<file>]
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename } from 'node:path'

const [address, port, tarballPath = '', filePath = ''] = process.argv.slice(2)
const name = 'exabgp-haproxy'
const tarball = readFileSync(tarballPath)
const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
const [, version = ''] = /-(\d+\.\d+\.\d+)\.tgz$/.exec(tarballPath) ?? []

/** The document of the package (npm calls it packument), as short as npm accepts it. */
const document = (host: string): string => {
  const dist = { tarball: `http://${host}/${name}.tgz`, integrity }
  const bin = { [name]: 'dist/exabgp-haproxy.js' }
  return JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, bin, dist } } })
}

createServer((request, response) => {
  if (request.url === `/${name}`) return response.end(document(request.headers.host ?? ''))
  if (request.url === `/${name}.tgz`) return response.end(tarball)
  if (filePath !== '' && request.url === `/${basename(filePath)}`) return response.end(readFileSync(filePath))
  return response.writeHead(404).end()
}).listen(Number(port), address, () => process.stdout.write('listening\n'))
