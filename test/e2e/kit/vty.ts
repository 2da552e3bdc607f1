// What does an FRR daemon answer on its vty socket?
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from './program.ts'
import { ask } from './unix-socket.ts'
import { until } from './wait.ts'

/** Runs commands in order in one vty session, as `vtysh` would (a command ends in NUL, its answer in three NULs and a status); a refused command throws. */
export const vty = async (socket: string, ...commands: readonly string[]): Promise<string[]> => {
  const script = ['enable', ...commands]
  const bytes = await ask(socket, script.map((command) => `${command}\0`).join(''), {
    isWhole: (answer) => split(answer).length === script.length,
  })
  const answers = split(bytes)
  const refused = answers.findIndex(({ status }) => status !== 0)
  if (refused !== -1) throw new Error(`${socket} refused "${script[refused]}": ${answers[refused]?.text.trim()}`)
  return answers.slice(1).map(({ text }) => text)
}

/**
 * Waits until a daemon that has just been started answers on its vty socket in the folder, which it does last; throws with the end of its log if it
 * has ended. Nobody knocks at zebra's other socket: a client that goes at once costs FRR 10 its connected routes.
 */
export const answering = async (name: string, daemon: Program, folder: string): Promise<void> => {
  const socket = join(folder, `${name}.vty`)
  const answers = async (): Promise<boolean> => existsSync(socket) && vty(socket, 'show version').then(yes, no)
  const log = (): string => daemon.log.texts().slice(-10).join('\n')
  await until(`${name} to answer on ${socket}`, async () => !daemon.running || (await answers()), { every: 5, seen: log })
  if (!daemon.running) throw new Error(`${name} did not start:\n${log()}`)
}

const yes = (): true => true
const no = (): false => false

const split = (answer: Buffer): { readonly text: string; readonly status: number }[] => {
  const found = []
  for (let at = 0, end = answer.indexOf(terminator); end !== -1 && end + 3 < answer.length; end = answer.indexOf(terminator, at)) {
    found.push({ text: answer.toString('utf8', at, end), status: answer.readUInt8(end + 3) })
    at = end + 4
  }
  return found
}

const terminator = Buffer.alloc(3)
