// Does a screen that follows the process leave the terminal to others while it is put aside, and come back?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { Child, exabgp, program } from '../daemon/child.ts'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'

const [entered, left] = ['\u001b[?1049h', '\u001b[?1049l']

test('status --watch leaves the screen with Ctrl-Z, comes back with fg, and follows a process that goes away and comes back, on 20 columns', async (context) => {
  const runtime = temporaryFolder()
  const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1']
  const start = (): Child => new Child(flags, exabgp, { RUNTIME_DIRECTORY: runtime })
  let child = start()
  const shell = spawn('script', ['--quiet', '--flush', '--command', 'bash --norc --noprofile -i', '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, RUNTIME_DIRECTORY: runtime, TERM: 'xterm', PS1: '$ ', HISTFILE: '' },
  })
  context.after(async () => {
    shell.kill('SIGKILL')
    child.process.kill('SIGKILL')
    child.process.stdin?.end()
    await child.exited
  })
  let [screen, seen] = ['', 0]
  shell.stdout.on('data', (bytes) => {
    screen += bytes
  })
  const shows = async (pattern: { readonly test: (text: string) => boolean }): Promise<string> => {
    await until('it on the screen', () => pattern.test(screen.slice(seen)))
    const shown = screen.slice(seen)
    seen = screen.length
    return shown
  }
  const type = (keys: string): unknown => shell.stdin.write(keys)

  await child.waitForLine('announce route 192.0.2.1/32 next-hop self')
  type(`stty columns 20 rows 12; ${process.execPath} ${program} status --watch\n`)
  await shows(/announced[\s\S]*q quits/)
  type('\u001a')
  const aside = await shows(/Stopped/)
  assert.ok(aside.includes(left) && aside.indexOf(left) < aside.indexOf('Stopped'), JSON.stringify(aside))
  type('fg\n')
  const back = await shows(/announced[\s\S]*q quits/)
  assert.ok(back.includes(entered), JSON.stringify(back))
  child.process.stdin?.end()
  await child.exited
  await shows(/no process was found|is not there/)
  child = start()
  await shows(/announced/)
  type('q')
  await shows({ test: (text) => text.includes(left) })
  type('echo status=$?\n')
  await shows(/status=0/)
})
