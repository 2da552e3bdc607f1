// How does the lab look in a terminal?
import { styleText } from 'node:util'
import type { Result } from './results.ts'
import type { Happening } from './timeline.ts'

type Style = Parameters<typeof styleText>[0]

/** Long enough for the names that the labs give their places. */
const nameWidth = 9

/** Prints lines to stdout; colours only where that is a terminal. */
export const say = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

/** Prints what happened with the seconds since the printer was made. */
export const timelinePrinter = (): ((happening: Happening) => void) => {
  const start = performance.now()
  return ({ who, what, kind }) => {
    const time = ((performance.now() - start) / 1000).toFixed(3).padStart(8)
    const [first = '', ...more] = what
    say(
      `${paint('dim', time)}  ${who.padEnd(nameWidth)} ${paint(styles[kind], first)}`,
      ...more.map((line) => `${' '.repeat(nameWidth + 11)}${line}`),
    )
  }
}

/** Every promise, expected and seen, in aligned columns. */
export const printResults = (all: readonly Result[]): void => {
  const rows = all.map(({ phase, what, expected, seen }, index) => [phase === all[index - 1]?.phase ? '' : phase, what, expected, seen])
  const table = [['', '', 'expected', 'seen'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  say('', paint('bold', line(table[0] ?? []).trimEnd()))
  rows.forEach((row, index) => {
    const holds = all[index]?.holds ?? false
    say(`${line(row)}  ${holds ? paint('green', 'ok') : paint('red', 'NOT AS EXPECTED')}`)
  })
  say('')
}

const paint = (style: Style, text: string): string =>
  process.stdout.isTTY && process.env.NO_COLOR === undefined ? styleText(style, text) : text

const styles: Readonly<Record<Happening['kind'], Style>> = {
  step: 'bold',
  sent: 'cyan',
  why: 'reset',
  table: 'yellow',
  answer: 'green',
  loss: 'red',
}
