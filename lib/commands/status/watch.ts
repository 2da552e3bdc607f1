// How does somebody watch the running processes?
import { setTimeout as delay } from 'node:timers/promises'
import { print, printMore } from '../../io/print.ts'
import { openScreen, type Screen } from '../../io/screen.ts'
import { printableJson } from '../../log/printable.ts'
import { exitUnknown, statusLines, style } from './lines.ts'
import type { Question } from './question.ts'
import { askStatus, type Told } from './snapshots.ts'

/** Whoever does not answer is asked again so soon. */
const againAfterMs = 1000

/** Until the reader has seen enough; the exit status is 0 then, and 3 where there is no terminal to show it in. */
export const watch = async (question: Question): Promise<number> => {
  if (question.form === 'json') return watchAsJson(question)
  const screen = openScreen()
  if (screen === undefined) {
    await print('stderr', ['--watch: Expected a terminal, or --json beside it'])
    return exitUnknown
  }
  try {
    await redraw(question, screen)
  } finally {
    screen.close()
  }
  return 0
}

const redraw = async (question: Question, screen: Screen): Promise<void> => {
  for await (const told of tellings(question, screen.closed)) {
    screen.show([...statusLines(question, told, style()), ...told.troubles, `(q quits; ${new Date().toISOString().slice(11, 19)}Z)`])
  }
}

const watchAsJson = async (question: Question): Promise<number> => {
  for await (const { answers, snapshots } of tellings(question, new AbortController().signal)) {
    const printed = await printMore(answers.map(printableJson), 'verbatim')
    if (printed !== 'done') return printed === 'left' ? 0 : exitUnknown
    if (snapshots.length === 0) return exitUnknown
  }
  return 0
}

// Each time that something has changed, or a second has passed.
async function* tellings(question: Question, closed: AbortSignal): AsyncGenerator<Told> {
  const end = ended(closed)
  for (let change: number | undefined; !closed.aborted; ) {
    const told = await Promise.race([askStatus(question, change), end])
    if (told === undefined) return
    yield told
    change = told.snapshots.length === 1 ? told.snapshots[0]?.change : undefined
    if (change === undefined) await delay(againAfterMs, undefined, { signal: closed }).catch(() => {})
  }
}

const ended = (closed: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (closed.aborted) resolve(undefined)
    else closed.addEventListener('abort', () => resolve(undefined), { once: true })
  })
