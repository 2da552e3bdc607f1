// How does a test get a web server that behaves as badly as it wants?
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Server } from 'node:net'
import type { TestContext } from 'node:test'
import { certificate, key } from './certificate.ts'

/** Serves on a port of 127.0.0.1 until the test ends, and gives `host:port`. */
export const serveHttp = (context: TestContext, listener: RequestListener): Promise<string> => serve(context, createServer(listener))

/** The same with the certificate of health.example. */
export const serveHttps = (context: TestContext, listener: RequestListener): Promise<string> =>
  serve(context, createTlsServer({ key, cert: certificate }, listener))

/** Serves on a unix socket. */
export const serveSocket = async (context: TestContext, path: string, listener: RequestListener): Promise<void> => {
  await listen(context, createServer(listener), { path })
}

export const serve = async (context: TestContext, server: Server): Promise<string> => {
  await listen(context, server, { host: '127.0.0.1', port: 0 })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `127.0.0.1:${address.port}`
}

const listen = async (context: TestContext, server: Server, where: { path: string } | { host: string; port: number }): Promise<void> => {
  server.on('connection', (socket) => context.after(() => socket.destroy()))
  context.after(() => server.close())
  server.listen(where)
  await once(server, 'listening')
}
