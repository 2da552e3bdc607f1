// Is a HAProxy that serves without its socket told from one that is dead?
import assert from 'node:assert/strict'
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { e2e } from './kit/e2e.ts'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import type { Program } from './kit/program.ts'
import type { Run } from './kit/run.ts'
import { Site } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'
import { told } from './kit/told.ts'

const [witnessed, alone, lowered] = ['9.9.9.9/32', '9.9.9.10/32', '9.9.9.11/32']
const vips = [witnessed, alone, lowered]
const backend = { backend: 'http_back' }
const services = {
  witnessed: { vips: [witnessed], checks: [backend, { http: 'http://127.0.0.1/', timeout: '3s', fall: 3 }] },
  alone: { vips: [alone], checks: [backend] },
  /** That it moves shows when the others could have. */
  lowered: { vips: [lowered], checks: [backend], unknown: 'down' },
}
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

/** The port that a reload asks for, and that is taken. For two seconds it asks the old process to pause, and asks again: so long no client is answered. */
const taken = '\nfrontend taken\n  bind 127.0.1.1:8080\n'

/** As without a master: a new process takes over, or fails. (A master hands the socket on as it is, with its file or without.) */
const reload = (site: Site, command: readonly string[], path: string, old: number): Program => {
  const next = site.node.program('next', [...command, '-db', '-f', path, '-sf', `${old}`])
  next.start()
  return next
}

/** What takes the socket away from a HAProxy that serves on. */
const losses: Readonly<Record<string, (site: Site, run: Run, command: readonly string[]) => Promise<void>>> = {
  'a plain reload (-sf) that fails': async (site, run, command) => {
    const path = join(run.folder, 'failing.cfg')
    writeFileSync(path, haproxyConfig(site, { more: taken }))
    const failing = reload(site, command, path, await site.haproxy.workerPid())
    assert.equal((await failing.ended()).exitCode, 1)
    assert.ok(failing.log.texts().some((line) => /cannot bind socket/.test(line)))
  },
  'the file of its socket deleted': async (site) => rmSync(site.haproxy.socket),
  'another file in the place of its socket': async (site) => {
    writeFileSync(`${site.haproxy.socket}.other`, '')
    renameSync(`${site.haproxy.socket}.other`, site.haproxy.socket)
  },
}

for (const [loss, lose] of Object.entries(losses)) {
  onEachHaproxy(
    `${loss} withdraws nothing, raises an alarm, and all is decided again when the socket is back`,
    async (run, haproxyCommand) => {
      const site = await Site.start(run, { haproxyCommand, services, defaults })
      await Promise.all(vips.map((vip) => site.peer().waitForRoute(vip)))

      const old = await site.haproxy.workerPid()
      await lose(site, run, haproxyCommand)
      for (const [name, witness] of [
        ['witnessed', 'an http check passes'],
        ['alone', 'it listens all the same'],
      ]) {
        const unknown = 'backend http_back is unknown, so its last result still counts: HAProxy is not running:'
        const { level } = await site.waitForLog(new RegExp(`^${name}: ${unknown} .*, or serves without that socket, as ${witness}$`))
        assert.equal(level, 'warn')
      }
      await site.peer().waitForNoRoute(lowered)

      reload(site, haproxyCommand, site.haproxy.configPath, old)
      await site.peer().waitForRoute(lowered)
      assert.deepEqual([told(site.peer(), witnessed), told(site.peer(), alone)], [['65010'], ['65010']])
      await site.web().stop()
      await Promise.all(vips.map((vip) => site.peer().waitForNoRoute(vip)))
    },
  )
}

const withRing = (site: Site): string =>
  haproxyConfig(site)
    .replace('\ndefaults', '\nring health\n  format timed\n  maxlen 1024\n  size 65536\ndefaults')
    .replace('\nbackend http_back', '\nbackend http_back\n  log ring@health local0 notice')

onEachHaproxy('a followed ring speaks for a HAProxy whose socket is deleted, until it is killed', async (run, haproxyCommand) => {
  const site = await Site.start(run, {
    haproxyCommand,
    haproxy: withRing,
    config: (it) => ({
      ...config(it, { alone: services.alone }, defaults),
      haproxy: { stats: it.haproxy.socket, events: 'health' },
    }),
  })
  await site.peer().waitForRoute(alone)
  await site.waitForLog(/^following the events of HAProxy/)
  rmSync(site.haproxy.socket)
  await site.waitForLog(
    /^alone: backend http_back is unknown, .*: no such socket on .*, or serves without that socket, as its events are followed/,
  )
  assert.deepEqual(told(site.peer(), alone), ['65010'])
  await site.haproxy.kill()
  await site.peer().waitForNoRoute(alone, { within: 8000 })
})

onEachHaproxy('one that is killed loses its routes at once, whatever the witness said before', async (run, haproxyCommand) => {
  const site = await Site.start(run, { haproxyCommand, services, defaults })
  await Promise.all(vips.map((vip) => site.peer().waitForRoute(vip)))
  await site.haproxy.kill()
  await Promise.all(vips.map((vip) => site.peer().waitForNoRoute(vip, { within: 8000 })))
})

e2e('an http check that goes round a HAProxy that is killed does not keep its route', async (run) => {
  const program = join(run.folder, `hap-${run.id}`)
  copyFileSync('/usr/sbin/haproxy', program)
  const round = { vips: [witnessed], checks: [backend, { http: 'http://127.0.1.1:8080/' }] }
  const site = await Site.start(run, { haproxyCommand: [program], services: { round }, defaults })
  await site.peer().waitForRoute(witnessed)
  await site.haproxy.kill()
  await site.peer().waitForNoRoute(witnessed, { within: 8000 })
  assert.equal(site.web().program.running, true)
})
