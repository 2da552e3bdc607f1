// How are the words of the command line read, whoever reads them?
import type { Configuration } from 'yargs-parser'

/** Every value stays the text that was written: a prefix or a community must not be taken for a number. */
export const asWritten: Partial<Configuration> = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
}

/** With a value such as `-5s` joined to its flag: no flag begins with a digit, and what is wrong is the value. */
export const withNegativeValues = (words: readonly string[]): readonly string[] =>
  words.flatMap((word, index) => {
    const [before = '', after = ''] = [words[index - 1], words[index + 1]]
    if (isNegative(word) && isBareFlag(before)) return []
    return isBareFlag(word) && isNegative(after) ? [`${word}=${after}`] : [word]
  })

const isNegative = (word: string): boolean => /^-\d/.test(word)
const isBareFlag = (word: string): boolean => /^--[^=]+$/.test(word)
