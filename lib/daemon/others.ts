// Which VIPs have other processes of ours on this machine?
import type { Others } from '../exabgp/former.ts'
import { startOfProcess } from '../io/living-process.ts'
import { readStateFile, readStateFilesBeside, type StateFile } from '../io/state-file.ts'
import { decodeRemembered, type Remembered } from '../record/state-file.ts'

/** Reads the state files beside one's own. A file that none of us wrote says nothing; one that cannot be read might. */
export const findOthers = async (path: string): Promise<Others> => {
  try {
    const files = await readStateFilesBeside(path)
    const hidden = files.find((file) => file.kind === 'unreadable')
    return hidden === undefined
      ? { ok: true, vips: await vipsOfLiving(files) }
      : unknown(`${hidden.path} cannot be read (${hidden.reason})`)
  } catch (error) {
    return unknown(`the folder of ${path} cannot be read (${error instanceof Error ? error.message : error})`)
  }
}

/** Whether the process that wrote a state file still runs beside this one. */
export const lives = async ({ pid, started }: Remembered): Promise<boolean> =>
  pid !== process.pid && (await startOfProcess(pid)) === started

/** What living processes but this one wrote, with one that uses the same file among them; rejects where the folder cannot be read. */
export const livingBeside = async (path: string): Promise<readonly Written[]> =>
  living([await readStateFile(path), ...(await readStateFilesBeside(path))])

type Written = Remembered & { readonly file: string }

const vipsOfLiving = async (files: readonly StateFile[]): Promise<ReadonlyMap<string, number>> =>
  new Map((await living(files)).flatMap(({ pid, vips }) => vips.map(({ text }) => [text, pid] as const)))

const living = async (files: readonly StateFile[]): Promise<readonly Written[]> => {
  const written = files.flatMap((file) => {
    const read = file.kind === 'text' ? decodeRemembered(file.text) : undefined
    return read?.ok ? [{ ...read.value, file: file.path }] : []
  })
  const alive = await Promise.all(written.map(async (one) => ((await lives(one)) ? [one] : [])))
  return alive.flat()
}

const unknown = (reason: string): Others => ({ ok: false, reason: `another process may have it now: ${reason}` })
