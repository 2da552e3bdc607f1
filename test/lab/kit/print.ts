// How does the lab look in a terminal?
import { styleText } from 'node:util'
import type { Result } from './results.ts'
import type { Happening } from './timeline.ts'

type Style = Parameters<typeof styleText>[0]

/** Long enough for the names that the labs give their places. */
const nameWidth = 9
/** Before what happened: the time and the name. */
const margin = nameWidth + 11
/** No line is longer, unless a word is: pages show these lines. */
const widest = 120

/** Prints lines to stdout; colours only where that is a terminal. */
export const say = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

/** Prints what happened with the seconds since the printer was made. */
export const timelinePrinter = (): ((happening: Happening) => void) => {
  const start = performance.now()
  return ({ who, what, kind }) => {
    const time = ((performance.now() - start) / 1000).toFixed(3).padStart(8)
    const lines = what.flatMap((line) => wrapped(line, widest - margin))
    const [first = '', ...more] = lines
    say(
      `${paint('dim', time)}  ${who.padEnd(nameWidth)} ${paint(styles[kind], first)}`,
      ...more.map((line) => `${' '.repeat(margin)}${what.length > 1 ? '' : '  '}${line}`),
    )
  }
}

/** The text in lines that are no longer than that, unless a word is; broken lines go on two columns further in. */
export const wrapped = (text: string, width: number): readonly string[] => {
  if (text.length <= width) return [text]
  const at = text.lastIndexOf(' ', width)
  const end = at > text.search(/\S/) ? at : text.indexOf(' ', width)
  return end < 0 ? [text] : [text.slice(0, end), ...wrapped(text.slice(end + 1), width - 2)]
}

/** Every promise, whether it was kept, and what came of it, in aligned columns. */
export const printResults = (all: readonly Result[]): void => {
  const phases = all.map(({ phase }, index) => (phase === all[index - 1]?.phase ? '' : phase))
  const widths = { phase: longest(phases), what: longest(all.map(({ what }) => what)), verdict: longest(all.map(verdictOn)) }
  const margin = widths.phase + widths.what + widths.verdict + 6
  say('')
  all.forEach((result, index) => {
    const [first = '', ...more] = wrapped(shown(result), widest - margin)
    const phase = paint('bold', (phases[index] ?? '').padEnd(widths.phase))
    const verdict = paint(result.holds ? 'green' : 'red', verdictOn(result).padEnd(widths.verdict))
    say(`${phase}  ${result.what.padEnd(widths.what)}  ${verdict}  ${first}`, ...more.map((line) => `${' '.repeat(margin + 2)}${line}`))
  })
  say('')
}

const longest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length))

const verdictOn = ({ holds }: Result): string => (holds ? 'ok' : 'NOT AS EXPECTED')

// What is as expected need not be said twice.
const shown = ({ expected, seen }: Pick<Result, 'expected' | 'seen'>): string => {
  if (expected === '' || expected === seen) return seen
  return `${seen} (${expected.startsWith('at ') ? '' : 'expected: '}${expected})`
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
