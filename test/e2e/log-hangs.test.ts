// What does it cost that the mount of the log does not answer any more?
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Child, exabgp } from '../daemon/child.ts'
import { mountDying } from './kit/dead-mount.ts'
import { e2e } from './kit/e2e.ts'
import { endOf } from './kit/end-of.ts'

const announce = 'announce route 192.0.2.1/32 next-hop self'
const withdraw = 'withdraw route 192.0.2.1/32'

e2e('a log on a mount that does not answer any more costs its lines: routes go and come as before, and so does the end', async (run) => {
  const disk = await mountDying()
  const down = join(run.folder, 'down')
  const check = ['--command', `! test -e ${down}`, '--rise', '1', '--fall', '1', '--interval', '100ms', '--fast-interval', '50ms']
  try {
    const within = ['bash', '-c', `exec 2>>${disk.log}; exec "$0" "$@"`]
    const child = new Child(['--vip', '192.0.2.1/32', ...check], exabgp, { RUNTIME_DIRECTORY: run.folder }, { within })
    try {
      await child.waitForLine(announce)
      disk.die()
      writeFileSync(down, '')
      await child.waitForLine(withdraw)
      rmSync(down)
      await child.waitForLine(announce, 2)
      const tookMs = await endOf(child.process.pid ?? Number.NaN, () => child.process.kill('SIGTERM'))
      await child.exited
      assert.deepEqual([child.lines.at(-1), tookMs < 1000], [withdraw, true], `${tookMs} ms`)
    } finally {
      child.process.kill('SIGKILL')
      await child.exited
    }
  } finally {
    await disk.release()
  }
})
