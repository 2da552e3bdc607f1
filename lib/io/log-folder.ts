// In which folder of this machine do records lie that nobody named a file for?
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../values/error-code.ts'
import { attend } from './file.ts'

type Environment = Readonly<Record<string, string | undefined>>

const usual = '/var/log/exabgp-haproxy'

/** By its ending a record is known among other logs. */
export const recordEnding = '.record.jsonl'

/** How the record of a process is called. */
export const recordName = (process: string): string => `${process}${recordEnding}`

/** Where systemd says (systemd.exec(5), LogsDirectory; the first, where there are several), then where it usually is. */
export const logFolders = ({ LOGS_DIRECTORY: given }: Environment): readonly string[] => {
  const [own] = (given ?? '').split(':')
  return own ? [...new Set([join(own), usual])] : [usual]
}

/** The first of them that may be written; where none may, the first and the reason. */
export const findLogFolder = async (env: Environment): Promise<{ readonly path: string; readonly reason?: string }> => {
  const looks = await Promise.all(logFolders(env).map(async (path) => ({ path, reason: await refusal(path) })))
  const writable = looks.find(({ reason }) => reason === undefined)
  if (writable !== undefined) return { path: writable.path }
  const [first] = looks
  return { path: first?.path ?? usual, reason: first?.reason ?? 'ENOENT' }
}

const refusal = (path: string): Promise<string | undefined> =>
  attend(path, 'read', () => access(path, constants.W_OK | constants.X_OK)).then(() => undefined, errorCode)
