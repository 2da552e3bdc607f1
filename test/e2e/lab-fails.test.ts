// Does a lab that fails say what is missing and why, and does `--keep` keep it then as well?
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { e2e } from './kit/e2e.ts'
import { until } from './kit/wait.ts'

const lab = join(import.meta.dirname, 'kit/programs/failing-lab.ts')

const saysWhy = (output: string): void => {
  assert.match(output, /^The lab failed: Expected the session with spine 10\.0\.0\.1 within 50 ms\.$/m)
  assert.match(output, /^What the programs complain of:\n {2}router-bgpd: bgpd: no such option --colour$/m)
}

e2e('a lab that fails names the session that is missing, and the program with the line that gives the reason', async () => {
  const { exitCode, stdout } = await execa(process.execPath, ['--import', 'tsx', lab], { reject: false })
  assert.equal(exitCode, 1)
  saysWhy(stdout)
  assert.match(stdout, /everything is cleaned up/)
})

e2e('with --keep a lab that has failed is left running until Ctrl-C', async () => {
  const child = execa(process.execPath, ['--import', 'tsx', lab, '--keep'], { reject: false })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  const [, folder = ''] = await until('the lab to say where it is', () => /It is kept until Ctrl-C: .* logs in (\S+)\n/.exec(output))
  saysWhy(output)
  assert.ok(existsSync(folder))
  child.kill('SIGINT')
  assert.equal((await child).exitCode, 1)
  assert.equal(existsSync(folder), false)
})
