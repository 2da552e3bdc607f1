// What do maintenance files on mounts that die cost, and whom?
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dieFor } from './kit/dead-mount.ts'
import { e2e } from './kit/e2e.ts'
import { endOf } from './kit/end-of.ts'
import { Site } from './kit/site.ts'

const vip = '9.9.9.9/32'
const count = 6

const namesOf = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((_, folder) => Array.from({ length: count }, (__, index) => `far-${folder}-${index}`))

e2e('maintenance files on mounts that die keep their last answer, with an alarm, and the others are looked at as before', async (run) => {
  const folders: string[] = []
  const site = await Site.start(run, {
    services: {},
    config: ({ haproxy, node, maintenanceFile }) => {
      folders.push(...['a', 'b', 'c'].map((name) => node.path(`mount-${name}`)))
      for (const folder of folders) mkdirSync(folder)
      for (const [index, folder] of folders.entries()) symlinkSync(folder, node.path(`link-${index}`))
      const checks = [{ backend: 'http_back' }]
      const far = namesOf(folders).map((name, index) => {
        const [, folder = '', file = ''] = name.split('-')
        const path = Number(file) % 2 === 0 ? folders[Number(folder)] : node.path(`link-${folder}`)
        return [name, { vips: `9.9.10.${index + 1}/32`, checks, 'maintenance-file': join(path ?? '', `maintenance-${file}`) }] as const
      })
      return {
        haproxy: { stats: haproxy.socket },
        defaults: { interval: '250ms', rise: 1 },
        services: { web: { vips: vip, checks, 'maintenance-file': maintenanceFile }, ...Object.fromEntries(far) },
      }
    },
  })
  await site.peer().waitForRoute(vip)
  await site.peer().waitForRoute('9.9.10.18/32')
  const pid = site.helperPid()
  assert.ok(pid)
  const releases = await Promise.all(folders.map((folder) => dieFor(pid, folder)))
  try {
    for (const name of namesOf(folders))
      await site.waitForLog(new RegExp(`^${name}: .* cannot be looked at \\(no answer\\): the last answer holds: it is not there`))
    for (let turn = 0; turn < 3; turn++) {
      writeFileSync(site.maintenanceFile, '')
      await site.peer().waitForNoRoute(vip, { within: 15_000 })
      rmSync(site.maintenanceFile)
      await site.peer().waitForRoute(vip, () => true, { within: 15_000 })
    }
    assert.ok(site.sent().every((line) => !line.startsWith('withdraw') || line.includes(vip)))
    const tookMs = await endOf(pid, () => process.kill(pid, 'SIGTERM'))
    assert.ok(tookMs < 500, `${tookMs} ms`)
  } finally {
    await Promise.all(releases.map((release) => release()))
  }
})
