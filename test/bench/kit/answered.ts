// How does a process run without ExaBGP, and when has it announced what it should?
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { now } from './moment.ts'

/** Starts it inside the namespace, answers every line as ExaBGP would, and resolves when it has announced so many prefixes; rejects if it ends before that. */
export const startAnnouncing = (namespace: Namespace, command: readonly string[], count: number): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const announced = new Set<string>()
    const env = { ...process.env, RUNTIME_DIRECTORY: namespace.home.folder }
    const child = spawn('ip', ['netns', 'exec', namespace.fullName, ...command], { stdio: ['pipe', 'pipe', 'ignore'], env })
    let partial = ''
    child.stdin.on('error', () => {})
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      const lines = (partial + text).split('\n')
      partial = lines.pop() ?? ''
      for (const line of lines) {
        child.stdin.write(line === 'system version' ? 'exabgp 4.2.21\ndone\n' : 'done\n')
        if (line.startsWith('announce ')) for (const prefix of line.match(/\S+\/\d+/g) ?? []) announced.add(prefix)
      }
      if (announced.size >= count) resolve(child)
    })
    child.once('exit', () =>
      reject(new Error(`Expected ${count} announcements of ${command.join(' ')}, but it ended after ${announced.size}`)),
    )
  })

/** When it next says such a word about this prefix, in milliseconds since 1970; to be called before. */
export const saidAt = ({ stdout }: ChildProcess, word: 'announce' | 'withdraw', prefix: string): Promise<number> =>
  new Promise((resolve) => {
    const listen = (text: string): void => {
      if (!text.split('\n').some((line) => line.startsWith(word) && line.includes(prefix))) return
      stdout?.off('data', listen)
      resolve(now())
    }
    stdout?.on('data', listen)
  })

/** Ends it without a word. */
export const ended = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
