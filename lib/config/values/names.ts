// Which names, paths and numbers may an operator write where they reach another program?
import { expected, expectedOr, type Parsed, parsed } from '../../values/parsed.ts'

/** Reads the name of a proxy or ring of HAProxy, by HAProxy's own rule (configuration manual 2.2); nothing else may reach its socket. */
export const parseHaproxyName = (text: string): Parsed<string> =>
  /^[\w.:-]{1,255}$/.test(text) ? parsed(text) : expected('a name of letters, digits and any of - _ . : as HAProxy allows them')

/** Reads the name of a service; it stands in logs and in the environment of commands. */
export const parseServiceName = (text: string): Parsed<string> =>
  /^[A-Za-z\d][\w.-]{0,63}$/.test(text) ? parsed(text) : expected('a service name of at most 64 letters, digits and any of - _ .')

/** Reads the name of an environment variable. */
export const parseVariable = (text: string): Parsed<string> =>
  /^[A-Za-z_]\w*$/.test(text) ? parsed(text) : expected('the name of an environment variable')

/** Reads the name of a network interface, as the kernel allows them, without what `ip` could take for something else. */
export const parseInterface = (text: string): Parsed<string> =>
  /^[A-Za-z\d][\w.-]{0,14}$/.test(text) ? parsed(text) : expected('the name of a network interface, such as lo')

/** Reads the name of a host, in lower case as names are compared (RFC 4343). */
export const parseHostName = (text: string): Parsed<string> =>
  /^[a-z\d]([a-z\d.-]{0,251}[a-z\d])?$/i.test(text) ? parsed(text.toLowerCase()) : expected('the name of a host, without a port')

/** Reads the absolute path of a file: ExaBGP starts its processes in a folder of its own choice, and with a slash at its end no file is found. */
export const parsePath = (text: string): Parsed<string> => {
  if (!/^\/./.test(text)) return expected('an absolute path')
  return text.endsWith('/') ? expectedOr('the path of a file', /^(\/.*[^/])\/+$/.exec(text)?.[1]) : parsed(text)
}

/** Reads where to record, or `off`. */
export const parseRecordFile = (text: string): Parsed<'off' | { readonly path: string }> => {
  if (text === 'off') return parsed(text)
  const read = parsePath(text)
  if (read.ok) return parsed({ path: read.value })
  return text.startsWith('/') ? read : expected('an absolute path, or off')
}

/** Reads where to keep what was announced, or `off`; by their ending processes find the files of each other. */
export const parseStateFile = (text: string): Parsed<'off' | { readonly path: string }> => {
  if (text === 'off') return parsed(text)
  return /^\/.*[^/]\.json$/.test(text) ? parsed({ path: text }) : expected('an absolute path that ends in .json, or off')
}

/** Reads the path of a file that the textfile collector of node_exporter reads, which goes by the ending. */
export const parsePromFile = (text: string): Parsed<string> =>
  /^\/.*[^/]\.prom$/.test(text) ? parsed(text) : expected('an absolute path that ends in .prom')

/** Reads the path of a unix socket: absolute, and at most 107 bytes (unix(7)). */
export const parseSocketPath = (text: string): Parsed<string> =>
  /^\/./.test(text) && new TextEncoder().encode(text).length <= 107 ? parsed(text) : expected('an absolute path of at most 107 bytes')

/** Reads where the process is asked, or `off`; by their ending the commands find the sockets of all processes. */
export const parseControlSocket = (text: string): Parsed<'off' | { readonly path: string }> => {
  if (text === 'off') return parsed(text)
  const read = parseSocketFile(text)
  return read.ok ? parsed({ path: read.value }) : expected(`${read.expected}, or off`)
}

/** Reads the path of a unix socket of ours: as `parseSocketPath`, and it ends in `.sock`. */
export const parseSocketFile = (text: string): Parsed<string> => {
  const read = parseSocketPath(text)
  return read.ok && /[^/]\.sock$/.test(text) ? read : expected('an absolute path of at most 107 bytes that ends in .sock')
}

/** Reads the name or number of a group (useradd(8)). */
export const parseGroup = (text: string): Parsed<string> =>
  /^[A-Za-z_][\w.-]{0,31}$|^(0|[1-9]\d{0,9})$/.test(text) ? parsed(text) : expected('the name or number of a group')

/** Reads permissions in octal, such as `0660`. Nobody is left out who owns the socket, and nothing is executed. */
export const parseSocketMode = (text: string): Parsed<number> =>
  /^0?6[0246][0246]$/.test(text) ? parsed(Number.parseInt(text, 8)) : expected('the permissions of a socket in octal: 0600, 0660 or 0666')

/** Reads the number of files that a record may have, 2 to 100. */
export const parseFiles = (text: string): Parsed<number> =>
  /^([2-9]|[1-9]\d|100)$/.test(text) ? parsed(Number(text)) : expected('a number from 2 to 100')

/** Reads the number of results in a row that a change takes, 1 to 100. */
export const parseRun = (text: string): Parsed<number> =>
  /^([1-9]\d?|100)$/.test(text) ? parsed(Number(text)) : expected('a number from 1 to 100')
