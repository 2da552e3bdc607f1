// How does a command end that may fork, hang, flood us or ignore signals?
import { once, setMaxListeners } from 'node:events'
import { execa } from 'execa'

export type GroupCommand = {
  readonly argv: readonly [string, ...string[]]
  /** Added to our own. */
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export type GroupEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' | 'aborted' }
  | { readonly kind: 'not-started'; readonly reason: string }

type Child = ReturnType<typeof start>

/** How much of the output is kept. The rest is read, so that the command does not stall, and dropped. */
const maxOutputBytes = 8192

/** How long the last output may take to arrive after the exit, while a child in the background keeps the pipe open. */
const lastOutputMs = 20

/**
 * Runs a command as the leader of a process group. It has ended when it exits, whoever still holds its output; at the deadline, or when
 * `signal` aborts, the whole group is killed. What a command leaves in the background after an exit of its own is left alone. Never throws.
 */
export const runGroup = async (command: GroupCommand): Promise<{ end: GroupEnd; output: string }> => {
  if (command.signal?.aborted === true) return { end: { kind: 'aborted' }, output: '' }
  if (command.signal !== undefined) setMaxListeners(0, command.signal) // one for each command that runs
  const child = start(command)
  const output = collect(child)
  const end = await endOf(child, command)
  if (end.kind === 'exited' || end.kind === 'killed') await lastOutput(child)
  child.stdout.destroy()
  child.stderr.destroy()
  return { end, output: output() }
}

const start = ({ argv: [file, ...args], environment }: GroupCommand) =>
  execa(file, args, {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    detached: true,
    env: { ...environment },
  })

const endOf = (child: Child, { timeoutMs, signal }: GroupCommand): Promise<GroupEnd> =>
  new Promise((resolve) => {
    const settle = (end: GroupEnd) => {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', abort)
      resolve(end)
    }
    const kill = (kind: 'timeout' | 'aborted') => {
      killGroup(child.pid)
      settle({ kind })
    }
    const abort = () => kill('aborted')
    const deadline = setTimeout(() => kill('timeout'), timeoutMs)
    signal?.addEventListener('abort', abort)
    child.once('exit', (status, killer) => settle(status === null ? { kind: 'killed', signal: `${killer}` } : { kind: 'exited', status }))
    child.then(({ code = 'unknown error' }) => child.pid === undefined && settle({ kind: 'not-started', reason: code }))
  })

// The leader has not been waited for yet, so its number still is the group's.
const killGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

const collect = ({ stdout, stderr }: Child): (() => string) => {
  const chunks: Buffer[] = []
  let size = 0
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      if (size < maxOutputBytes) chunks.push(chunk.subarray(0, maxOutputBytes - size))
      size += chunk.length
    })
    stream.on('error', () => {}) // says nothing that the exit does not
  }
  return () => `${Buffer.concat(chunks).toString('utf8')}${size > maxOutputBytes ? `\n(${size - maxOutputBytes} more bytes)` : ''}`
}

const lastOutput = async (child: Child): Promise<void> => {
  if (child.stdout.readableEnded && child.stderr.readableEnded) return
  await once(child, 'close', { signal: AbortSignal.timeout(lastOutputMs) }).catch(() => {})
}
