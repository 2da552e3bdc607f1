// Does the page show what was before a crash, and never as up what nobody saw?
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryFolder } from '../folder.ts'
import { freePort } from '../io/free-port.ts'
import { Child, exabgp } from './child.ts'

const configuration = (port: number, down: string): string => `status: {listen: "127.0.0.1:${port}"}
control: {socket: off}
services: {web: {vips: [192.0.2.1/32], checks: [{command: "! test -e ${down}", rise: 1, fall: 1, interval: 50ms}]}}
`

const waitFor = async <Value>(what: () => Promise<Value | undefined>): Promise<Value> => {
  for (const end = Date.now() + 30_000; Date.now() < end; await delay(50)) {
    const found = await what()
    if (found !== undefined) return found
  }
  throw new Error('it did not happen')
}

test('after a crash the bars, the changes and the last events are those of the record, with a gap where no process lived', async (context) => {
  const folder = temporaryFolder()
  const [port, down, file] = [await freePort(), join(folder, 'down'), join(folder, 'config.yaml')]
  writeFileSync(file, configuration(port, down))
  const start = async (): Promise<Child> => {
    const child = new Child(['--config', file], exabgp, { RUNTIME_DIRECTORY: folder, LOGS_DIRECTORY: folder })
    context.after(() => child.process.kill('SIGKILL'))
    await child.waitForLine('announce route 192.0.2.1/32 next-hop self')
    return child
  }
  const page = async (): Promise<string | undefined> => (await fetch(`http://127.0.0.1:${port}/?range=15m`).catch(() => undefined))?.text()
  const record = () => {
    const path = join(folder, readdirSync(folder).find((one) => one.endsWith('.record.jsonl')) ?? 'none yet')
    return { path, text: existsSync(path) ? readFileSync(path, 'utf8') : '' }
  }
  const first = await start()
  writeFileSync(down, '')
  await first.waitForLine('withdraw route 192.0.2.1/32')
  await waitFor(async () => record().text.includes('exit status 1') || undefined)
  first.process.kill('SIGKILL')
  await first.exited
  // It was five minutes ago. What a crash leaves of a line is no reason to show less.
  const past = record().text.replace(/"time":(\d+)/g, (_, time) => `"time":${Number(time) - 300_000}`)
  writeFileSync(record().path, `${past}{"type":"ti`)
  rmSync(down)
  await start()
  const text = await waitFor(async () => {
    const found = await page()
    return found?.includes('announced → down') ? found : undefined
  })
  const columns = (/data-c="([^"]*)"/.exec(text)?.[1] ?? '').replace(/&#62;/g, '>').replace(/&#60;/g, '<')
  assert.match(columns, /^\d+:no-data=100,\S*down=\S*,(2[4-9]|3[0-3]):no-data=100,\S*announced=[\d.]+$/, columns)
  assert.match(text, /pending → announced[\s\S]*announced → down[\s\S]*pending → announced/)
  assert.match(text, /announced → down<\/td><td>[^<]*<br><code>withdraw route 192\.0\.2\.1\/32<\/code>/)
  const [, events = ''] = text.split('>Last events<')
  const sent = [...events.matchAll(/<time datetime="([^"]+)">[^<]*<\/time><\/td><td>sent<\/td><td><code>sent: (\w+) route/g)]
  assert.deepEqual(
    sent.map(([, , word]) => word),
    ['announce', 'withdraw', 'announce'],
  )
  const [now = 0, before = 0] = sent.map(([, time]) => Date.parse(String(time)))
  assert.ok(now - before > 290_000, `${now - before}`)
})
