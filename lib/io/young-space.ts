// How large does the space for what is short-lived become, and how often is the rest collected?
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Of this size it holds what a thousand services leave behind in one turn. */
const wantedBytes = 8 * 1024 * 1024

/** More than are ever needed. */
const mostTries = 50

/**
 * By itself it grows to 32 MB, which a thousand services fill for nothing; with a flag on the command line V8 takes none of the code that Node has
 * compiled beforehand, which is 12 ms of the start. From here on it stays as large as it is. Where `much` is to come it becomes 8 MB before, and
 * the rest may double before it is collected: each time costs a thousand services 0.1 s, as V8 then forgets what it has compiled of them.
 */
export const keepYoungSpace = (much: boolean): void => {
  if (much) {
    grow()
    setFlagsFromString('--heap-growing-percent=100')
  }
  setFlagsFromString('--semi-space-growth-factor=1')
}

// What outlives a collection is what makes it grow.
const grow = (): void => {
  const lasting: unknown[] = []
  for (let tries = 0; tries < mostTries && youngBytes() < wantedBytes; tries++)
    lasting.push(Array.from({ length: 4000 }, (_, index) => [index]))
}

const youngBytes = (): number => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? wantedBytes
