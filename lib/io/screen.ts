// How is a screen of text shown in a terminal, again and again, and the terminal left as it was?
import { writeSync } from 'node:fs'
import { printable } from '../log/printable.ts'
import { terminal } from './terminal.ts'

const stdout = 1

/** The screen that editors use, and no cursor; then the former one again. */
const [enter, leave] = ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l']

/** q, Q, Ctrl-C and Ctrl-D. */
const ending: ReadonlySet<number> = new Set([0x71, 0x51, 3, 4])

/** Ctrl-Z. */
const suspending = 0x1a

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Undefined where stdout is no terminal. */
export const openScreen = (): Screen | undefined => (process.stdout.isTTY === true ? new Screen() : undefined)

/** Open until `q`, Ctrl-C or a signal, and again after Ctrl-Z and `fg`; whatever ends the process, the terminal is left as it was. */
export class Screen {
  readonly #controller = new AbortController()
  readonly #restore = (): void => this.#end()
  #isOpen = true
  /** Whether others have the screen. */
  #isAside = true
  #shown: readonly string[] = []

  constructor() {
    process.on('exit', this.#restore)
    for (const signal of signals) process.on(signal, this.#restore)
    process.on('SIGCONT', this.#begin)
    process.stdin.on('data', this.#onKeys).on('error', () => {})
    this.#begin()
  }

  /** Aborted when whoever looks wants no more. */
  get closed(): AbortSignal {
    return this.#controller.signal
  }

  /** Shows as many of the lines as there is room for, the colours that are ours among them. */
  show(lines: readonly string[]): void {
    if (!this.#isOpen) return
    this.#shown = lines
    const rows = process.stdout.rows ?? lines.length
    const left = lines.length - rows
    const shown = left > 0 ? [...lines.slice(0, rows - 1), `and ${left + 1} lines more`] : lines
    write(`\u001b[H${shown.map((line) => `${printable(line, { colours: terminal().colour })}\u001b[K`).join('\r\n')}\u001b[J`)
  }

  close(): void {
    this.#end()
    process.off('exit', this.#restore)
    for (const signal of signals) process.off(signal, this.#restore)
    process.off('SIGCONT', this.#begin)
    process.stdin.off('data', this.#onKeys).pause()
  }

  readonly #onKeys = (keys: Buffer): void => {
    if (keys.some((key) => ending.has(key))) this.#end()
    else if (keys.includes(suspending)) this.#suspend()
  }

  // Also after a stop by somebody else, whose shell has taken the terminal as it likes.
  readonly #begin = (): void => {
    if (!this.#isOpen) return
    // What is set already is not set again.
    if (process.stdin.isTTY) process.stdin.setRawMode(false).setRawMode(true)
    if (this.#isAside) write(enter)
    this.#isAside = false
    this.show(this.#shown)
  }

  // With whoever is between it and the shell, such as sudo.
  #suspend(): void {
    giveBack()
    this.#isAside = true
    process.kill(0, 'SIGTSTP')
    // Where there is no shell to go back to nothing is stopped, and nobody continues it.
    setTimeout(this.#begin, 100).unref()
  }

  #end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    giveBack()
    this.#controller.abort()
  }
}

const giveBack = (): void => {
  if (process.stdin.isTTY) process.stdin.setRawMode(false)
  write(leave)
}

// A terminal that is gone wants nothing any more.
const write = (text: string): void => {
  try {
    writeSync(stdout, text)
  } catch {}
}
