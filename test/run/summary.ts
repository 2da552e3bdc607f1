// How does a person read what the tests said?

type Outcome = 'passed' | 'failed' | 'skipped'

/** `detail`: why it failed or was skipped. */
export type Result = {
  readonly file: string
  readonly title: string
  readonly outcome: Outcome
  readonly detail: string
  readonly durationMs: number
}

/** One line for a file that is done. */
export const printProgress = (file: string, results: readonly Result[]): void => {
  const seconds = sum(results.map(({ durationMs }) => durationMs)) / 1000
  print(`${of(results, 'failed').length > 0 ? 'FAIL' : ' ok '} ${file}  ${counts(results)}  ${seconds.toFixed(1)} s`)
}

/** Failures last but one, so that they stand above the counts, and the counts alone on the last line. Gives the exit code. */
export const printSummary = (results: readonly Result[]): 0 | 1 => {
  printSection(
    'Slowest',
    slowest(results).map(({ file, title, durationMs }) => `${(durationMs / 1000).toFixed(1)} s  ${file}  ${title}`),
  )
  printSection(
    'Skipped',
    of(results, 'skipped').map(({ file, title, detail }) => `${file}  ${title}: ${detail}`),
  )
  printSection(
    'Failed',
    of(results, 'failed').map(({ file, title, detail }) => `${file}  ${title}\n${indented(detail)}\n`),
  )
  print(`\n${counts(results)}`)
  return of(results, 'failed').length === 0 && of(results, 'passed').length > 0 ? 0 : 1
}

const counts = (results: readonly Result[]): string => {
  const skipped = of(results, 'skipped').length
  return `${of(results, 'passed').length} passed, ${of(results, 'failed').length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

const slowest = (results: readonly Result[]): readonly Result[] => [...results].sort((a, b) => b.durationMs - a.durationMs).slice(0, 10)

const of = (results: readonly Result[], outcome: Outcome): readonly Result[] => results.filter((result) => result.outcome === outcome)

const printSection = (title: string, lines: readonly string[]): void => {
  if (lines.length > 0) print(`\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

const indented = (text: string): string => text.trim().replace(/^/gm, '      ')

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
