// Does node_exporter find whole and fresh metrics in the file, under ExaBGP's umask, and none of a process that has left?
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const announce = 'announce route 192.0.2.1/32 next-hop self'

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

type Begun = { readonly child: Child; readonly file: string; readonly prom: string; readonly down: string; readonly folder: string }

const begin = async (context: TestContext): Promise<Begun> => {
  const folder = temporaryFolder()
  const [file, prom, down] = ['config.yaml', 'a.prom', 'down'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(file, configuration(prom, down))
  const umask = process.umask(0o137)
  const child = new Child(['--config', file], exabgp, { RUNTIME_DIRECTORY: folder })
  process.umask(umask)
  context.after(() => child.process.kill('SIGKILL'))
  await child.waitForLine(announce)
  return { child, file, prom, down, folder }
}

const configuration = (prom: string, down: string): string =>
  `metrics: {textfile: ${prom}}\nservices: {main: {vips: [192.0.2.1/32], checks: [{command: "! test -e ${down}", rise: 1, fall: 1, interval: 100ms}]}}\n`

test('it is written whole, for everybody to read, with the process as a label, and again when something changes', async (context) => {
  const { prom, down, folder } = await begin(context)
  const first = await until('the file', () => read(prom))
  assert.match(first, /^# HELP exabgp_haproxy_build_info /)
  const announced = /\nexabgp_haproxy_service_state\{process="[^"]+",service="main",state="announced"\} 1\n/
  await until('the state', () => announced.test(read(prom) ?? ''))
  assert.doesNotMatch(first, /^process_/m)
  assert.ok(first.endsWith('\n'))
  assert.equal(statSync(prom).mode & 0o777, 0o644)
  writeFileSync(down, '')
  await until('the change', () => /state="down"\} 1\n/.test(read(prom) ?? ''))
  await until('no other file', () => readdirSync(folder).filter((name) => name.includes('prom')).length === 1)
})

test('it goes with the process, and with the configuration that named it', async (context) => {
  const { child, file, prom, down } = await begin(context)
  await until('the file', () => read(prom))
  const other = `${prom.slice(0, -'.prom'.length)}b.prom`
  writeFileSync(file, configuration(other, down))
  child.process.kill('SIGHUP')
  await until('the other file', () => read(other))
  await until('the end of the first', () => read(prom) === undefined)
  child.process.stdin?.end()
  await until('its end', () => read(other) === undefined)
})
