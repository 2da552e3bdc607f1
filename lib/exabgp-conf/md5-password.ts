// How does ExaBGP get the password of TCP MD5 as it is, and not as what it would decode it to?
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { isWritable, written } from './quoting.ts'

/** Reads 1 to 80 printable ASCII characters (the kernel's TCP_MD5SIG takes 80 bytes); a line end after them is allowed. */
export const parseMd5Password = (text: string): Parsed<string> => {
  const password = text.replace(/\r?\n$/, '')
  return /^[ -~]{1,80}$/.test(password) ? parsed(password) : expected('one line of 1 to 80 printable ASCII characters')
}

/**
 * The settings of a neighbor. ExaBGP 4.2 takes a password of hexadecimal digits for base64 unless it is told that it is none. One with
 * quotation marks cannot be written otherwise.
 */
export const md5Lines = (password: string): readonly string[] =>
  isWritable(password)
    ? [`md5-password ${written(password)};`, 'md5-base64 false;']
    : [`md5-password ${written(btoa(password))};`, 'md5-base64 true;']
