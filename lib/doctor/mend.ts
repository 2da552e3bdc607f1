// Which line, typed into a shell, changes one line of a file?

/** A word as a shell takes it. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** A new line below that one. */
export const addBelow = (path: string, line: number, text: string): string => `sed -i ${word(`${line}a\\    ${text}`)} ${word(path)}`

/** Every `from`, which is a regular expression of sed's, becomes `to` in that line. */
export const change = (path: string, line: number, from: string, to: string): string =>
  `sed -i ${word(`${line}s|${from}|${to.replace(/[|&\\]/g, '\\$&')}|`)} ${word(path)}`

/** Of a unit of systemd; sorts behind what others have put there, and so wins. */
export const dropIn = (section: 'Unit' | 'Service', ...lines: readonly string[]): string => {
  const folder = '/etc/systemd/system/exabgp.service.d'
  const text = `[${section}]\\n${lines.map((line) => `${line.replaceAll('%', '%%')}\\n`).join('')}`
  return `mkdir -p ${folder} && printf ${word(text)} >>${folder}/zz-exabgp-haproxy.conf && systemctl daemon-reload`
}

export const remove = (path: string, line: number): string => `sed -i ${line}d ${word(path)}`

/** Settings of the kernel, now and after every boot. */
export const kept = (...settings: readonly string[]): string =>
  `sysctl -w ${settings.map(word).join(' ')} && printf '%s\\n' ${settings.map(word).join(' ')} >>/etc/sysctl.d/99-exabgp-haproxy.conf`

/** What a person has to decide. */
export const edit = (path: string, line = 1): string => `\${EDITOR:-vi} +${line} ${word(path)}`

/** A text as sed's regular expressions take it. */
export const literal = (text: string): string => text.replace(/[.[\]*^$|\\/]/g, '\\$&')
