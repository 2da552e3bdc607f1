// How does a test get a real HAProxy, and the sockets for it?
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../folder.ts'

/** For the options of a test: false, or why it cannot run here. */
export const noHaproxy: false | string = spawnSync('haproxy', ['-v']).status === 0 ? false : 'there is no haproxy program'

export type Haproxy = {
  readonly process: ChildProcess
  /** Level user: reads only. */
  readonly socket: string
  readonly adminSocket: string
  /** Runs commands at level admin. */
  readonly admin: (commands: string) => Promise<string>
  /** Tells a master (`-W`) to reload; before its command line answers it would miss the signal. */
  readonly reload: () => Promise<void>
}

/** Runs HAProxy with this configuration behind the global and default sections until the test ends. `args` such as `-W`. */
export const startHaproxy = async (
  context: TestContext,
  configuration: string,
  args: readonly string[] = ['-db'],
  program = 'haproxy',
): Promise<Haproxy> => {
  const folder = temporaryFolder()
  const [socket, admin, master] = [join(folder, 'stats.sock'), join(folder, 'admin.sock'), join(folder, 'master.sock')]
  const global = `global\n  stats socket ${socket} mode 600 level user\n  stats socket ${admin} mode 600 level admin\n`
  const defaults = 'defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n'
  writeFileSync(join(folder, 'haproxy.cfg'), `${global}${defaults}${configuration}\n`)
  const isMaster = args.includes('-W')
  const child = spawn(program, [...args, ...(isMaster ? ['-S', master] : []), '-f', join(folder, 'haproxy.cfg')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exit = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  context.after(async () => {
    child.kill(isMaster ? 'SIGTERM' : 'SIGKILL') // a master takes its workers along
    await exit
  })
  await answering(admin, () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(said)
  })
  const reload = async () => {
    await answering(master, () => {})
    child.kill('SIGUSR2')
  }
  return { process: child, socket, adminSocket: admin, admin: (commands) => ask(admin, commands), reload }
}

const ask = (path: string, commands: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.write(`${commands}\n`)
  })

const answering = async (path: string, check: () => void): Promise<void> => {
  while (!(await answers(path))) {
    check()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

// A master's command line stays open after its answer.
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('error', () => resolve(false))
    socket.once('end', () => resolve(false))
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.write('help\n')
  })
