// What can the terminal of the person who reads show?
import { styleText } from 'node:util'

export type Terminal = { readonly colour: boolean; readonly unicode: boolean; readonly columns: number | undefined }

/** `colour` only where a person looks at it and does not object (NO_COLOR); `unicode` as the locale says; `columns` are undefined where stdout is none. */
export const terminal = (where: 'stdout' | 'stderr' = 'stdout'): Terminal => {
  const { NO_COLOR, TERM, LC_ALL, LC_CTYPE, LANG } = process.env
  return {
    colour: process[where].isTTY === true && !NO_COLOR && TERM !== 'dumb',
    unicode: /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || ''),
    columns: process.stdout.columns,
  }
}

/** Whether what is written to stdout and to stderr meets on one screen. */
export const isOneScreen = (): boolean => process.stdout.isTTY === true && process.stderr.isTTY === true

/** The text in this style, where it is seen. */
export const paint = (style: 'bold' | 'dim' | 'red' | 'yellow', text: string, { colour }: Pick<Terminal, 'colour'>): string =>
  colour ? styleText(style, text) : text
