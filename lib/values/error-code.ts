// Why did the system refuse?

/** As part of a sentence: the code of its error (`ENOENT`), or what an error without one says. */
export const errorCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

/** Why a file cannot be read, in words where the code has some. */
export const whyUnreadable = (code: string): string => unreadable[code] ?? code

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
}
