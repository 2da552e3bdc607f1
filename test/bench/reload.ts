// What does a withdraw pay for a reload of a thousand services that goes on meanwhile?
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { builtProgram } from '../e2e/kit/built-program.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { ended, saidAt } from './kit/answered.ts'
import type { Measure } from './kit/bench.ts'
import { ChangeWatch } from './kit/change-watch.ts'
import { startCrowd } from './kit/crowd.ts'
import { fileOf, startThousand, thousand } from './kit/thousand.ts'

const watched = { vip: '10.42.0.1/32', backend: 'among' }

export const measure: Measure = async ({ run, rounds, say }) => {
  const node = await run.namespace('node')
  const haproxy = await startCrowd(node, watched.backend)
  const process_ = await startThousand(node, haproxy, watched, { events: watched.backend })
  const changes = new ChangeWatch(haproxy.socket)
  await changes.start()
  await sleep(1000)
  const [file, count] = [new Changed(fileOf(node, watched.backend, 1000)), rounds(10, 2)]
  const usualMs = await reloadMs(node, () => file.changeOne())
  const samples: Record<(typeof subjects)[number], number[]> = { [alone]: [], [one]: [], [all]: [] }
  for (let round = 1; round <= count; round++) {
    say(`reload: round ${round} of ${count}; one takes ${Math.round(usualMs)} ms`)
    for (const subject of subjects) {
      const reloaded = subject === alone ? undefined : reloadMs(node, () => (subject === one ? file.changeOne() : file.changeAll()))
      await sleep(Math.random() * usualMs)
      const [changed, said] = [changes.next(watched.backend, false), saidAt(process_, 'withdraw', watched.vip)]
      await haproxy.command(`set server ${watched.backend}/s state maint`)
      samples[subject].push((await said) - (await changed))
      await reloaded
      await comeBack(process_, () => haproxy.command(`set server ${watched.backend}/s state ready`))
    }
  }
  changes.close()
  await ended(process_)
  await haproxy.kill()
  const rows = subjects.map((subject) => ({ subject, samples: samples[subject] }))
  const title = `${thousand}, by push: the last server of a service dies, from HAProxy's change to the line for ExaBGP`
  return [
    { title, unit: 'ms', rows, floor: alone, note: 'at a moment by chance between the start of the command and the end of the reload' },
  ]
}

const [alone, one, all] = [
  'without a reload',
  'while one service is changed by a reload',
  'while all services are changed by a reload',
] as const
const subjects = [alone, one, all] as const

/** Each time it means something else. */
class Changed {
  readonly #path: string
  readonly #text: string
  #med = 0

  constructor(path: string) {
    this.#path = path
    this.#text = readFileSync(path, 'utf8')
  }

  changeOne(): void {
    writeFileSync(this.#path, this.#text.replace('  s1:\n', `  s1:\n    med: ${++this.#med}\n`))
  }

  changeAll(): void {
    writeFileSync(this.#path, `${this.#text}bgp: {med: ${++this.#med}}\n`)
  }
}

const reloadMs = async (node: Namespace, change: () => void): Promise<number> => {
  change()
  const began = performance.now()
  const env = { ...process.env, RUNTIME_DIRECTORY: node.home.folder }
  const command = spawn('ip', ['netns', 'exec', node.fullName, builtProgram, 'reload'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  const [status] = await once(command, 'exit')
  if (status !== 0) throw new Error(`Expected reload to succeed, but its status is ${status}`)
  return performance.now() - began
}

const comeBack = async (process_: ChildProcess, deed: () => Promise<unknown>): Promise<void> => {
  const said = saidAt(process_, 'announce', watched.vip)
  await deed()
  await said
}
