// Which line, typed into a shell, changes one line of a file?
import { isAlone, isLast, type Spot } from './spot.ts'

/** A word as a shell takes it. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** A new line below what is the last of its line, else right behind it; a line that has become another one stays as it is. */
export const addBelow = (path: string, spot: Spot, text: string): string => {
  if (!isLast(spot) || isLong(spot)) return replace(path, spot, `${spot.written} ${text}`)
  return sed(path, `${spot.line}s|${literal(spot.written)}.*|&\\n    ${replacement(text)}|`)
}

/** Nothing else of its line is changed. */
export const replace = (path: string, spot: Spot, to: string): string => {
  const script = replacing(spot, to)
  return script === undefined ? edit(path, spot.line) : sed(path, script)
}

/** A script of sed's; undefined where a person has to do it. */
export const replacing = (spot: Spot, to: string): string | undefined => {
  const { line, before, written, after } = spot
  if (isLong(spot) || written === to) return undefined
  const whole = `${before}${written}${after}`
  if (whole.indexOf(written) === whole.lastIndexOf(written)) return `${line}s|${literal(written)}|${replacement(to)}|`
  // In which column a letter stands depends on the locale.
  return isAscii(before) ? `${line}s|^\\(.\\{${before.length}\\}\\)${literal(written)}|\\1${replacement(to)}|` : undefined
}

/** With its line, where it has one of its own. */
export const remove = (path: string, spot: Spot): string =>
  isAlone(spot) && !isLong(spot) ? sed(path, `${spot.line}{/${literal(spot.written)}/d}`) : replace(path, spot, '')

const isLong = ({ written }: Spot): boolean => /[\r\n]/.test(written)

const isAscii = (text: string): boolean => /^[\t -~]*$/.test(text)

const sed = (path: string, script: string): string => `sed -i ${word(script)} ${word(path)}`

/** Of a unit of systemd; sorts behind what others have put there, and so wins. */
export const dropIn = (section: 'Unit' | 'Service', ...lines: readonly string[]): string => {
  const folder = '/etc/systemd/system/exabgp.service.d'
  const text = `[${section}]\\n${lines.map((line) => `${line.replaceAll('%', '%%')}\\n`).join('')}`
  return `mkdir -p ${folder} && printf ${word(text)} >>${folder}/zz-exabgp-haproxy.conf && systemctl daemon-reload`
}

/** Settings of the kernel, now and after every boot. */
export const kept = (...settings: readonly string[]): string =>
  `sysctl -w ${settings.map(word).join(' ')} && printf '%s\\n' ${settings.map(word).join(' ')} >>/etc/sysctl.d/99-exabgp-haproxy.conf`

/** What a person has to decide. */
export const edit = (path: string, line = 1): string => `\${EDITOR:-vi} +${line} ${word(path)}`

/** A text as sed's regular expressions take it; there is no way to write a bar between bars. */
export const literal = (text: string): string =>
  text
    .replace(/[.[\]*^$\\/]/g, '\\$&')
    .replaceAll('|', '.')
    .replaceAll('\t', '\\t')

const replacement = (text: string): string => text.replace(/[|&\\]/g, '\\$&').replaceAll('\t', '\\t')
