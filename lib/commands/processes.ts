// Which processes of ours run on this machine, and what do they answer?
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runtimeFolder } from '../daemon/state-place.ts'
import { type Answer, ask } from '../io/control-client.ts'
import type { Handlers } from '../io/control-handlers.ts'
import { statPath } from '../io/file.ts'
import { groupName } from '../io/groups.ts'
import { errorCode } from '../values/error-code.ts'

/** What the command line says: the path of a socket, the name of a process. */
type Choice = { readonly socket?: string; readonly process?: string }

/** `others`: more sockets that lead to the same process. */
type Answered = Extract<Answer, { kind: 'answered' }> & { readonly socket: string; readonly others: readonly string[] }

/** `none`: no process was found. `line`: what to say to a person, in one line. */
type Trouble = {
  readonly kind: 'none' | Exclude<Answer['kind'], 'answered'> | 'read only'
  readonly socket?: string
  readonly line: string
}

/** In the order of the names of the sockets, each process once. */
type Answers = { readonly answered: readonly Answered[]; readonly troubles: readonly Trouble[] }

/** So long a process on a busy machine may take to answer. */
const patienceMs = 2000

/** `body`: what is sent as JSON. `withinMs`: how long each may take, 2 s by default; they are asked at the same time. */
type Asking = { readonly body?: unknown; readonly withinMs?: number }

/** Asks those that were chosen, else all. */
export const askProcesses = async (choice: Choice, route: keyof Handlers, asking: Asking = {}): Promise<Answers> => {
  const chosen = choice.socket ?? socketOfEnvironment()
  const found = chosen === undefined ? await findSockets() : { sockets: [chosen], troubles: [] }
  const named = found.sockets.filter((socket) => choice.process === undefined || isNamed(basename(socket, '.sock'), choice.process))
  const results = await Promise.all(named.map((socket) => askOne(socket, route, asking)))
  const answered = onePerProcess(results.flatMap((one) => ('body' in one ? [one] : [])))
  const troubles = [...found.troubles, ...results.flatMap((one) => ('body' in one ? [] : [one]))]
  if (answered.length === 0 && troubles.length === 0) return { answered, troubles: [nobody(choice, found.sockets)] }
  return { answered, troubles: troubles.length + answered.length > 1 ? troubles.filter(({ kind }) => kind !== 'read only') : troubles }
}

// The variable is that of a flag of `run` as well, which takes `off`.
const socketOfEnvironment = (): string | undefined => {
  const { EXABGP_HAPROXY_CONTROL_SOCKET: path = '' } = process.env
  return path.startsWith('/') ? path : undefined
}

type Found = { readonly sockets: readonly string[]; readonly troubles: readonly Trouble[] }

const folders = (): readonly string[] => {
  const { env } = process
  const own = runtimeFolder({ env, root: process.getuid?.() === 0 })
  const users = env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'exabgp-haproxy')] : []
  return [...new Set(['/run/exabgp/exabgp-haproxy', '/run/exabgp-haproxy', ...users, own])]
}

const findSockets = async (): Promise<Found> => {
  const found = await Promise.all(folders().map(socketsIn))
  return { sockets: found.flatMap(({ sockets }) => sockets), troubles: found.flatMap(({ troubles }) => troubles) }
}

const socketsIn = async (folder: string): Promise<Found> => {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sock')).sort()
    return { sockets: names.map((name) => join(folder, name)), troubles: [] }
  } catch (error) {
    if (errorCode(error) !== 'EACCES') return { sockets: [], troubles: [] }
    return { sockets: [], troubles: [{ kind: 'denied', line: `permission denied: ${folder} is not open to you; run it with sudo` }] }
  }
}

// A file of configuration may be named without what tells it from those of the same name elsewhere, and without its ending.
const isNamed = (name: string, wanted: string): boolean => {
  const plain = name.replace(/-[\da-f]{8}$/, '')
  return [name, plain, plain.replace(/\.ya?ml$/, '')].includes(wanted)
}

const askOne = async (socket: string, route: keyof Handlers, { body, withinMs = patienceMs }: Asking): Promise<Answered | Trouble> => {
  const answer = await ask(socket, route, body, withinMs)
  if (answer.kind !== 'answered') return { kind: answer.kind, socket, line: await lineOf(socket, answer) }
  return answer.status === 403 ? { kind: 'read only', socket, line: `${socket} is for reading only` } : { ...answer, socket, others: [] }
}

const lineOf = async (socket: string, answer: Exclude<Answer, { kind: 'answered' }>): Promise<string> => {
  switch (answer.kind) {
    case 'left behind':
      return strangeThing(socket)
    case 'absent':
      return `${socket} is not there`
    case 'denied':
      return `permission denied: ${socket} is for ${await ownersOf(socket)}`
    case 'silent':
      return `${socket}: ${answer.reason}`
  }
}

// The system refuses a connection to what is no socket as it does to one without a listener.
const strangeThing = async (path: string): Promise<string> => {
  const found = await statPath(path).catch(() => undefined)
  if (found === undefined || found.isSocket()) return `${path} was left behind: no process listens to it`
  return `${path} is no control socket, it is ${found.isDirectory() ? 'a folder' : found.isFile() ? 'a file' : 'something else'}`
}

const ownersOf = async (socket: string): Promise<string> => {
  try {
    return `members of the group ${await groupName((await stat(socket)).gid)}: join it, or run it with sudo`
  } catch {
    return 'others: run it with sudo'
  }
}

// A second socket, for reading, leads to the same one.
const onePerProcess = (answered: readonly Answered[]): readonly Answered[] =>
  answered.flatMap((one, index) => {
    const same = answered.filter(({ pid }) => pid === one.pid)
    return answered.indexOf(same[0] ?? one) === index ? [{ ...one, others: same.slice(1).map(({ socket }) => socket) }] : []
  })

const nobody = ({ process: wanted }: Choice, sockets: readonly string[]): Trouble => {
  const names = sockets.map((socket) => basename(socket, '.sock')).join(', ')
  if (wanted !== undefined && sockets.length > 0) return { kind: 'none', line: `no process has the name ${wanted}; there are ${names}` }
  return {
    kind: 'none',
    line: `no process was found: there is no socket in ${folders().join(', ')}; is ExaBGP running (systemctl status exabgp)? --socket names one that is elsewhere`,
  }
}
