// What did a command write, however much it writes and whoever keeps its pipes open?
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { startDeadline } from './deadline.ts'

/** How much of the output is kept. The rest is read, so that the command does not stall, and dropped. */
const maxOutputBytes = 8192

/** What comes after so much is read with pauses, at some 20 MB a second, so that a flood leaves the time to others. */
const flood = { fromBytes: 2 ** 20, pauseMs: 2 }

/** How long the last output may take to arrive after the exit, of the time in which we run, while a child in the background keeps the pipe open. */
const lastOutputMs = 20

/** Reads all of it, and keeps the beginning: the text that it gives is what there is so far, and how much more there was. */
export const collect = (streams: readonly Readable[]): (() => string) => {
  const chunks: Buffer[] = []
  let size = 0
  for (const stream of streams) {
    stream.on('data', (chunk: Buffer) => {
      if (size < maxOutputBytes) chunks.push(chunk.subarray(0, maxOutputBytes - size))
      size += chunk.length
      if (size > flood.fromBytes) breathe(stream)
    })
    stream.on('error', () => {}) // says nothing that the exit does not
  }
  return () => `${Buffer.concat(chunks).toString('utf8')}${size > maxOutputBytes ? `\n(${size - maxOutputBytes} more bytes)` : ''}`
}

const breathe = (stream: Readable): void => {
  stream.pause()
  setTimeout(() => stream.resume(), flood.pauseMs)
}

/** Resolves when the last of it has arrived after the exit, or will not soon. */
export const lastOutput = async (child: ChildProcess, streams: readonly Readable[]): Promise<void> => {
  if (streams.every(({ readableEnded }) => readableEnded)) return
  await new Promise<void>((resolve) => {
    // What is in the pipes already is read by then, however late we come.
    const callOff = startDeadline(lastOutputMs, () => setImmediate(resolve))
    child.once('close', () => {
      callOff()
      resolve()
    })
  })
}
