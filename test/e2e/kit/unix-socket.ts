// What does a program answer on its unix socket?
import { createConnection } from 'node:net'

/** Sends `request` and reads until `isWhole` says so or the other side closes; throws on a connection error and after `within` ms. */
export const ask = async (
  path: string,
  request: string,
  { isWhole = () => false, within = 3000 }: { readonly isWhole?: (answer: Buffer) => boolean; readonly within?: number } = {},
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ path })
    let answer = Buffer.alloc(0)
    const end = (): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(within, () => socket.destroy(new Error(`Expected an answer from ${path} within ${within} ms`)))
    socket.on('connect', () => socket.write(request))
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk])
      if (isWhole(answer)) end()
    })
    socket.on('end', end)
    socket.on('error', reject)
  })

/** Whether someone listens on the socket; the file alone says only that someone is about to. */
export const accepts = async (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ path })
    socket.once('connect', () => socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('close', (failed) => resolve(!failed))
  })
