// How does a process run without ExaBGP, and with its answers?
import { type ChildProcess, spawn } from 'node:child_process'
import type { Namespace } from '../../e2e/kit/namespace.ts'

/** Starts it inside the namespace and answers every line as ExaBGP would; `onText` hears what it says, piece by piece. */
export const startAnswered = (namespace: Namespace, command: readonly string[], onText: (text: string) => void): ChildProcess => {
  const child = spawn('ip', ['netns', 'exec', namespace.fullName, ...command], { stdio: ['pipe', 'pipe', 'ignore'] })
  let partial = ''
  child.stdin.on('error', () => {})
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    const lines = (partial + text).split('\n')
    partial = lines.pop() ?? ''
    for (const line of lines) child.stdin.write(line === 'system version' ? 'exabgp 4.2.21\ndone\n' : 'done\n')
    onText(text)
  })
  return child
}
