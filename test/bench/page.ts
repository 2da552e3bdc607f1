// How long does who opens the page wait for its first byte?
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Child, exabgp } from '../daemon/child.ts'
import { until } from '../e2e/kit/wait.ts'
import { freePort } from '../io/free-port.ts'
import type { Measure } from './kit/bench.ts'

const services = 20
const ranges = ['15m', '1h', '6h', '24h', '7d'] as const
/** As a person asks: who asks again at once waits for what the answer before has cost. */
const apartMs = 300

export const measure: Measure = async ({ run, rounds, say }) => {
  const [port, file] = [await freePort(), join(run.folder, 'page.yaml')]
  writeFileSync(file, configuration(port))
  const child = new Child(['--config', file], exabgp, { RUNTIME_DIRECTORY: run.folder })
  const [word, page]: [number[], number[]] = [[], []]
  try {
    const url = `http://127.0.0.1:${port}`
    await until('all services', async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true)
    const count = rounds(20, 10)
    for (let round = 1; round <= count; round++) {
      say(`page: round ${round} of ${count}`)
      for (const range of ranges) {
        await sleep(apartMs)
        word.push(await firstByteMs(`${url}/-/healthy`))
        page.push(await firstByteMs(`${url}/?range=${range}`))
      }
    }
  } finally {
    child.process.kill('SIGKILL')
    await child.exited
  }
  const rows = [
    { subject: 'a word, /-/healthy', samples: word },
    { subject: 'the page', samples: page },
  ]
  const note = `${services} services over the loopback, each range in turn, each time over a connection of its own; the time of the client is in it`
  return [
    { title: `the page of ${services} services: from the request to its first byte`, unit: 'ms', rows, note, floor: 'a word, /-/healthy' },
  ]
}

const configuration = (port: number): string => {
  const names = Array.from(
    { length: services },
    (_, index) => `  s${index}: {vips: [192.0.2.${index + 1}/32], checks: [{command: "true", rise: 1}]}\n`,
  )
  return `status: {listen: "127.0.0.1:${port}"}\ncontrol: {socket: off}\nrecord: off\nservices:\n${names.join('')}`
}

const firstByteMs = async (url: string): Promise<number> => {
  const began = performance.now()
  const request = get(url, { agent: false })
  const [response] = await once(request, 'response')
  await once(
    response.once('error', () => {}),
    'readable',
  )
  const took = performance.now() - began
  await once(response.resume(), 'end')
  return took
}
