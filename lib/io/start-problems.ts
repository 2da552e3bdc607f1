// Why can a command not be started?
import { readFailure } from './failure.ts'

/** `code`: of the system's error, such as `ENOENT`. */
export const whyNotStarted = (code: string): string => startProblems[code] ?? readFailure({ code }).reason

const startProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOEXEC: 'its file is empty',
  EAGAIN: 'this machine or this user has too many processes',
  E2BIG: 'its arguments and environment are too long',
}
