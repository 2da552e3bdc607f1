// Why did the system refuse?

/** As part of a sentence: the code of its error (`ENOENT`), or what an error without one says. */
export const errorCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error))
