// Where is the record that nobody named?
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { logFolders, recordEnding } from '../io/log-folder.ts'
import { type Found, filesOf } from '../io/record-files.ts'
import { errorCode, whyUnreadable } from '../values/error-code.ts'
import { isFields } from '../values/fields.ts'
import { askProcesses } from './processes.ts'

/** All files of the one record on this machine: that of the process that runs, else the one that lies where records do. */
export const findRecord = async (): Promise<Found> => {
  const running = await recordsOfProcesses()
  const looks = await Promise.all(logFolders(process.env).map(recordsIn))
  const records = running.length > 0 ? running : looks.flatMap(({ records }) => records)
  const [record, ...others] = records
  if (record !== undefined && others.length === 0) return filesOf(record)
  if (record !== undefined)
    return { ok: false, problem: `Expected the record of one process, as ${records.map((one) => `${one}*`).join(' or ')}` }
  const denied = looks.find(({ reason }) => reason !== undefined && reason !== 'ENOENT')
  const where = logFolders(process.env).join(', ')
  const why = denied === undefined ? `in ${where} there is none` : `${denied.folder} cannot be read (${whyUnreadable(denied.reason ?? '')})`
  return { ok: false, problem: `Expected a file of a record: no process that runs keeps one, and ${why}` }
}

const recordsOfProcesses = async (): Promise<readonly string[]> => {
  const { answered } = await askProcesses({}, 'GET /v1/status')
  const processes = answered.map(({ body }) => (isFields(body) && isFields(body.process) ? body.process : {}))
  return [...new Set(processes.flatMap(({ recordPath }) => (typeof recordPath === 'string' ? [recordPath] : [])))]
}

type Look = { readonly folder: string; readonly records: readonly string[]; readonly reason?: string }

const recordsIn = async (folder: string): Promise<Look> => {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(recordEnding))
    return { folder, records: names.sort().map((name) => join(folder, name)) }
  } catch (error) {
    return { folder, records: [], reason: errorCode(error) }
  }
}
