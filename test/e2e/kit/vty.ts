// What does an FRR daemon answer on its vty socket?
import { ask } from './unix-socket.ts'

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

const split = (answer: Buffer): { readonly text: string; readonly status: number }[] => {
  const found = []
  for (let at = 0, end = answer.indexOf(terminator); end !== -1 && end + 3 < answer.length; end = answer.indexOf(terminator, at)) {
    found.push({ text: answer.toString('utf8', at, end), status: answer.readUInt8(end + 3) })
    at = end + 4
  }
  return found
}

const terminator = Buffer.alloc(3)
