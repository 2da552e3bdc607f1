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

/** One line for a file that is done, and one for each test of it that failed, as a run may be stopped before its summary. */
export const printProgress = (file: string, results: readonly Result[]): void => {
  const seconds = sum(results.map(({ durationMs }) => durationMs)) / 1000
  print(`${of(results, 'failed').length > 0 ? 'FAIL' : ' ok '} ${file}  ${counts(results)}  ${seconds.toFixed(1)} s`)
  for (const { title, detail } of of(results, 'failed')) print(`     ${title}: ${linesOf(detail)[0]}`)
}

/** Prints what `summary` says; gives the exit code. */
export const printSummary = (results: readonly Result[]): 0 | 1 => {
  print(summary(results))
  return of(results, 'failed').length === 0 && of(results, 'passed').length > 0 ? 0 : 1
}

/** The end of a log is what a hosted runner shows: what failed stands there by name, with how its detail begins, and the counts alone on the last line. */
export const summary = (results: readonly Result[]): string => {
  const failed = of(results, 'failed')
  const shown = Math.max(1, Math.min(15, Math.floor(lastLines / Math.max(1, failed.length)) - 3))
  const cut = failed.filter(({ detail }) => linesOf(detail).length > shown)
  return [
    ...section(
      'Slowest',
      slowest(results).map(({ file, title, durationMs }) => `${(durationMs / 1000).toFixed(1)} s  ${file}  ${title}`),
    ),
    ...section(
      'Skipped',
      of(results, 'skipped').map(({ file, title, detail }) => `${file}  ${title}: ${detail}`),
    ),
    ...section('Failures in full', cut.map(failure(Number.POSITIVE_INFINITY))),
    ...section('Failed', failed.map(failure(shown))),
    `\n${counts(results)}`,
  ].join('\n')
}

/** What the list of failures may take of a log's last 60 lines. */
const lastLines = 50

const failure =
  (shown: number) =>
  ({ file, title, detail }: Result): string => {
    const lines = linesOf(detail)
    const more = lines.length > shown ? [`… ${lines.length - shown} more lines above`] : []
    return `${file}  ${title}\n${[...lines.slice(0, shown), ...more].map((line) => `      ${line}`).join('\n')}\n`
  }

const linesOf = (detail: string): readonly string[] => detail.trim().split('\n')

const counts = (results: readonly Result[]): string => {
  const skipped = of(results, 'skipped').length
  return `${of(results, 'passed').length} passed, ${of(results, 'failed').length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

const slowest = (results: readonly Result[]): readonly Result[] => [...results].sort((a, b) => b.durationMs - a.durationMs).slice(0, 10)

const of = (results: readonly Result[], outcome: Outcome): readonly Result[] => results.filter((result) => result.outcome === outcome)

const section = (title: string, entries: readonly string[]): readonly string[] =>
  entries.length === 0 ? [] : [`\n${title}\n${entries.map((entry) => `  ${entry}`).join('\n')}`]

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
