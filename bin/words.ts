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
