// What can the terminal of the person who reads show?

/** `colour` only where a person looks at it and does not object (NO_COLOR); `unicode` as the locale says. */
export const terminal = (): { readonly colour: boolean; readonly unicode: boolean } => {
  const { NO_COLOR, TERM, LC_ALL, LC_CTYPE, LANG } = process.env
  return {
    colour: process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb',
    unicode: /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || ''),
  }
}
