// Is it said once which process of the same ExaBGP announces the same VIP, and never of one that is leaving?
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { lookForSharedVips } from '../../lib/daemon/shared-vips.ts'
import { startOfProcess } from '../../lib/io/living-process.ts'
import { encodeRemembered, type Remembered } from '../../lib/record/state-file.ts'
import { config, service } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'

const nlri = '9.9.9.9/32'
const children: ChildProcess[] = []
const folder = temporaryFolder()
after(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** A process that lives, and has written a state file. */
const writer = async (path: string, written: Partial<Remembered> = {}): Promise<ChildProcess> => {
  const child = spawn('sleep', ['600'])
  children.push(child)
  await once(child, 'spawn')
  const pid = Number(child.pid)
  const file = { pid, started: String(await startOfProcess(pid)), vips: [], parent: process.ppid, routes: [{ nlri }], ...written }
  await writeFile(path, encodeRemembered(file))
  return child
}

const begin = (own: string) => {
  const said: string[] = []
  const look = lookForSharedVips(
    own,
    () => config([service()]),
    ({ message }) => said.push(message.split(',')[0] ?? ''),
  )
  return { said, look }
}

const place = async (): Promise<readonly [string, string]> => {
  const own = await mkdtemp(join(folder, 'run-'))
  return [join(own, 'own.json'), join(own, 'other.json')]
}

describe('another process of this ExaBGP with the same VIP', () => {
  it('is named once, at the second look, soon after the first', async () => {
    const [own, other] = await place()
    const { pid } = await writer(other)
    const { said, look } = begin(own)
    assert.deepEqual([await look(), said], [5000, []])
    assert.equal(await look(), 60_000)
    await look()
    assert.deepEqual(said, [`${nlri} is also announced by process ${pid} of this ExaBGP`])
  })

  it('is not named once more when a successor of it has the same file', async () => {
    const [own, other] = await place()
    await writer(other)
    const { said, look } = begin(own)
    await look()
    await look()
    await writer(other)
    await look()
    await look()
    assert.equal(said.length, 1)
  })

  it('is named also where it uses the file of this one', async () => {
    const [own] = await place()
    const { pid } = await writer(own)
    const { said, look } = begin(own)
    await look()
    await look()
    assert.deepEqual(said, [`${nlri} is also announced by process ${pid} of this ExaBGP`])
  })

  it('is not named when it leaves between two looks', async () => {
    const [own, other] = await place()
    const child = await writer(other)
    const { said, look } = begin(own)
    assert.equal(await look(), 5000)
    child.kill()
    await once(child, 'exit')
    await look()
    await look()
    assert.deepEqual(said, [])
  })

  for (const [what, written] of [
    ['of another ExaBGP', { parent: 1 }],
    ['of version 0.1.0', { routes: [] }],
    ['for another VIP', { routes: [{ nlri: '9.9.9.10/32' }] }],
  ] as const)
    it(`is not named where it is ${what}`, async () => {
      const [own, other] = await place()
      await writer(other, written)
      const { said, look } = begin(own)
      assert.equal(await look(), 60_000)
      await look()
      assert.deepEqual(said, [])
    })

  it('is not named where the folder is not there', async () => {
    const { said, look } = begin(join(folder, 'absent', 'own.json'))
    assert.equal(await look(), 60_000)
    assert.deepEqual(said, [])
  })
})
