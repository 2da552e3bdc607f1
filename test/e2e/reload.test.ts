// What does a router hear of a reload: what has changed, and not one UPDATE of anything else?
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { program } from '../daemon/child.ts'
import { e2e } from './kit/e2e.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { told } from './kit/told.ts'
import { until } from './kit/wait.ts'

type Services = Readonly<Record<string, unknown>>

const [web, dns, api] = ['192.0.2.1/32', '192.0.2.53/32', '192.0.2.80/32']
const checks = [{ backend: 'http_back' }]
const first: Services = {
  web: { vips: [web], checks, tiers: [{ capacity: '75%' }, { capacity: '25%', prepend: 1 }] },
  dns: { vips: [dns], checks },
  api: { vips: [api], checks },
}

/** The running process, its configuration, and its control socket. */
class Reloaded {
  readonly site: Site
  readonly socket: string

  constructor(site: Site, socket: string) {
    this.site = site
    this.socket = socket
  }

  write(services: Services): void {
    this.site.configure(whole(this.site, services, this.socket))
  }

  async order(...words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...words, '--socket', this.socket])
    return stdout
  }

  /** What the router was told since then, as `vip step`. */
  get messages(): readonly string[] {
    return [
      ...new Set(
        this.site
          .peer()
          .history()
          .map(({ prefix }) => prefix),
      ),
    ].flatMap((vip) => told(this.site.peer(), vip).map((step) => `${vip} ${step}`))
  }
}

const whole = (site: Site, services: Services, socket: string): object => ({
  ...(config(site, services) as object),
  exabgp: { refresh: '1h' },
  control: { socket },
})

const start = async (run: Parameters<Parameters<typeof e2e>[1]>[0]): Promise<Reloaded> => {
  const socket = `/run/rhi-e2e-reload-${process.pid}.sock`
  const site = await Site.start(run, {
    webs: ['web1', 'web2'],
    config: (one) => whole(one, first, socket),
  })
  for (const vip of [web, dns, api]) await site.peer().waitForRoute(vip)
  return new Reloaded(site, socket)
}

e2e('a VIP added, a service removed, a tier changed, comments alone: the router hears of that and of nothing else', async (run) => {
  const here = await start(run)
  const { site } = here
  const pid = site.helperPid()
  const base = [`${web} 65010`, `${dns} 65010`, `${api} 65010`]
  assert.deepEqual([...here.messages].sort(), [...base].sort())

  site.configure(`# only a comment\n${JSON.stringify(whole(site, first, here.socket))}`)
  assert.equal(await here.order('reload'), 'nothing changes\n')

  const more: Services = { ...first, web: { ...(first.web as object), vips: [web, '192.0.2.2/32'] } }
  here.write(more)
  await here.order('reload')
  await site.peer().waitForRoute('192.0.2.2/32')
  const { dns: _, ...fewer } = more
  here.write(fewer)
  await here.order('reload')
  await site.peer().waitForNoRoute(dns)
  here.write({ ...fewer, api: { ...(first.api as object), tiers: [{ capacity: '1%', prepend: 2 }] } })
  await here.order('reload')
  await until('the prepends', () => told(site.peer(), api).length === 2)
  site.configure('services: {web: [')
  await assert.rejects(here.order('reload'), /:1:/)

  assert.deepEqual([...here.messages].sort(), [...base, '192.0.2.2/32 65010', `${dns} withdraw`, `${api} 65010 65010 65010`].sort())
  assert.equal(site.helperPid(), pid)
})

for (const kill of [false, true]) {
  e2e(`what nobody confirms within 10 s goes back${kill ? ', also when the process is killed meanwhile' : ''}`, async (run) => {
    const here = await start(run)
    const { site } = here
    here.write({ ...first, web: { ...(first.web as object), med: 7 } })
    assert.match(await here.order('reload', '--revert-in', '10s'), /goes back at /)
    const begun = Date.now()
    const meds = () => site.peer().history(web).map((event) => (event.kind === 'announce' ? event.attributes.med : event.kind)) // biome-ignore format: one line
    await until('the other one', () => meds().at(-1) === 7)
    const pid = site.helperPid()
    if (kill && pid !== undefined) process.kill(pid, 'SIGKILL')
    await until('the first one', () => meds().at(-1) === undefined && Date.now() - begun > 1000, { within: 40_000 })
    assert.ok(Date.now() - begun > 9000, `${Date.now() - begun} ms`)
    assert.deepEqual(withoutRepeats(meds()), [undefined, 7, undefined])
    assert.ok(!here.messages.some((message) => message.endsWith('withdraw')))
  })
}

const withoutRepeats = <One>(all: readonly One[]): readonly One[] => all.filter((one, at) => at === 0 || one !== all[at - 1])
