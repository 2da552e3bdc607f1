// Does a run take everything with it when it ends, even when its owner could not?
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa, execaNode } from 'execa'
import { e2e } from './kit/e2e.ts'
import { namespaceNames } from './kit/namespace.ts'
import { commandLine } from './kit/process-tree.ts'
import { sweep } from './kit/run.ts'
import { Site } from './kit/site.ts'

/** Namespaces, processes and folders that carry the id of a run. */
const traces = (id: string): string[] => [
  ...namespaceNames().filter((name) => name.includes(id)),
  ...readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLine(Number(pid)).some((word) => word.includes(id))),
  ...(existsSync(`/tmp/rhi-${id}`) ? [`/tmp/rhi-${id}`] : []),
]

e2e('a run that is closed leaves no namespace, process or folder, even of programs that hang', async (run) => {
  const site = await Site.start(run, { peers: [{ name: 'r1' }, { name: 'r2' }], webs: ['web1', 'web2'] })
  site.haproxy.freeze()
  site.exabgp.freeze()
  assert.ok(traces(run.id).length > 10)

  await run.close()

  assert.deepEqual(traces(run.id), [])
})

e2e('what a killed run left is removed by whoever starts next, and a living run is left alone', async (run) => {
  await run.namespace('mine')
  const killed = await execaNode('programs/run-and-die.ts', {
    cwd: new URL('kit/', import.meta.url),
    nodeOptions: ['--import', 'tsx'],
    reject: false,
  })
  const id = killed.stdout
  assert.equal(killed.signal, 'SIGKILL')
  assert.match(id, /^[0-9a-f]{6}$/)

  await sweep()

  assert.deepEqual(traces(id), [])
  assert.equal(traces(run.id).length, 2, 'A namespace and a folder')
})

e2e('what a killed run had mounted is taken away and nothing in it is deleted', async (run) => {
  const kept = join(run.folder, 'device')
  mkdirSync(kept)
  writeFileSync(join(kept, 'data'), 'of this machine')
  const left = '/tmp/rhi-0dead0'
  mkdirSync(join(left, 'debian', 'dev'), { recursive: true })
  await execa('mount', ['--bind', kept, join(left, 'debian', 'dev')])

  await sweep()

  assert.equal(existsSync(left), false)
  assert.equal(readFileSync(join(kept, 'data'), 'utf8'), 'of this machine')
})
