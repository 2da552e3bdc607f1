// What do the routers have, and what do the programs say, while the chaos goes on?
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { cliLineIn } from '../e2e/kit/cli-log.ts'
import { commandIn } from '../e2e/kit/exabgp.ts'
import type { LogLine } from '../e2e/kit/log-file.ts'
import type { Scene } from './faults/fault.ts'
import type { Judge } from './judge.ts'
import { type Router, stanceIn, type Table } from './routers/router.ts'
import { saidIn } from './said.ts'

/** A stall of the test itself that is longer than this makes what it saw worthless. */
const stallMs = 500
const pollMs = 250
const mostMemoryMb = 200

/** A table, and the moments between which it was taken. */
type Look = Table & { readonly from: number; readonly to: number }

export class Watch {
  /** The most that our process needed, in MB. */
  memoryMb = 0
  stalledMs = 0
  readonly #scene: Scene
  readonly #judge: Judge
  readonly #ends: (() => void)[] = []
  #over = false

  constructor(scene: Scene, judge: Judge) {
    this.#scene = scene
    this.#judge = judge
  }

  start(): void {
    const { world } = this.#scene
    this.#ends.push(world.exabgp.program.log.follow((line) => this.#heard(line)))
    this.#ends.push(world.haproxy.program.log.follow((line) => this.#haproxySaid(line)))
    this.#every(100, this.#pace())
    this.#every(5000, () => this.#measureMemory())
    for (const router of world.routers) void this.#poll(router)
    void world.exabgp.program.ended().then(() => this.#over || this.#wrong('ExaBGP', 'ExaBGP has stopped'))
  }

  stop(): void {
    this.#over = true
    for (const end of this.#ends) end()
  }

  #every(ms: number, work: () => void): void {
    const timer = setInterval(work, ms)
    this.#ends.push(() => clearInterval(timer))
  }

  /** Remembers when this process was held up. */
  #pace(): () => void {
    let last = this.#scene.now()
    return () => {
      const now = this.#scene.now()
      if (now - last > stallMs + 100) {
        this.stalledMs += now - last
        this.#scene.oracle.spans('test').add(last, now)
      }
      last = now
      this.#scene.oracle.forget(now - 120_000)
    }
  }

  /** What a router had is judged when its sessions are found to have lasted. */
  async #poll(router: Router): Promise<void> {
    let last: Look | undefined
    while (!this.#over) {
      const look = await this.#look(router)
      if (look !== undefined && this.#isSteady(router, last, look)) this.#judgeTable(router, last)
      last = look ?? last
      await sleep(pollMs)
    }
  }

  async #look({ table }: Router): Promise<Look | undefined> {
    const from = this.#scene.now()
    const seen = await table().catch(() => undefined)
    return seen === undefined ? undefined : { ...seen, from, to: this.#scene.now() }
  }

  #isSteady({ name }: Router, last: Look | undefined, { sessions, from, to }: Look): last is Look {
    if (!sessions.includes(undefined) && sessions.join() === last?.sessions.join()) return true
    this.#scene.oracle.spans(name).add(last?.from ?? from, to)
    return false
  }

  #judgeTable({ name }: Router, { from, to, ...table }: Look): void {
    for (const { service, vip } of this.#vips()) this.#judge.saw(name, vip, { service, stance: stanceIn(table, vip), from, to })
  }

  #heard(line: LogLine): void {
    const now = this.#scene.now()
    for (const { text } of commandIn(line))
      for (const [prefix, stance] of saidIn(text)) {
        const service = this.#vips().find(({ vip }) => vip === prefix)?.service
        if (service !== undefined) this.#judge.saw('what is said', prefix, { service, stance, from: now, to: now })
      }
    for (const { message } of cliLineIn(line)) if (/\n\s+at .*:\d+:\d+/.test(message)) this.#wrong('our log', `a stack trace: ${message}`)
    if (/^\s+at .*:\d+:\d+\)?$/.test(line.text)) this.#wrong('our log', `a stack trace: ${line.text}`)
  }

  /** HAProxy may have reasons of its own, such as a busy machine: it is believed when it calls a server down. */
  #haproxySaid({ text }: LogLine): void {
    const [, server, state] = /Server [^/ ]+\/(\S+) is (DOWN|UP)/.exec(text) ?? []
    if (server !== undefined)
      this.#scene.oracle.input(`said:${server.replace(/[.,]$/, '')}`).set(this.#scene.now(), state === 'DOWN' ? 'dead' : 'nothing')
  }

  #measureMemory(): void {
    const pid = this.#scene.world.ours()
    if (pid === undefined) return
    this.memoryMb = Math.max(this.memoryMb, residentMb(pid))
    if (this.memoryMb > mostMemoryMb) this.#wrong('memory', `our process needs ${this.memoryMb} MB`)
  }

  #vips() {
    return this.#scene.world.services.flatMap((service) => service.vips.map((vip) => ({ service, vip })))
  }

  #wrong(observer: string, what: string): void {
    const now = this.#scene.now()
    this.#judge.wrong({ what, observer, from: now, to: now })
  }
}

const residentMb = (pid: number): number => {
  try {
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
  } catch {
    return 0
  }
}
