// Does a VIP that was taken out of the configuration leave the routers, although the process that announced it was killed?
import assert from 'node:assert/strict'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { told } from './kit/told.ts'
import { until } from './kit/wait.ts'

const [kept, gone, fixed, foreign] = ['192.0.2.1/32', '192.0.2.2/32', '192.0.2.3/32', '192.0.2.4/32'] as const
const debian14 = await exabgpVersion('5.0')

const services = (vips: readonly string[]) => ({ web: { vips, checks: [{ backend: 'http_back' }] } })

/** A process of ours that is told by flags alone. */
const command = (name: string, vips: readonly string[]): string =>
  [
    ...[
      process.execPath,
      builtProgram,
      ...vips.flatMap((vip) => ['--vip', vip]),
      '--http',
      `http://127.0.1.1:8080/${name}`,
      '--log-format',
      'json',
    ],
    ...['--interval', '200ms', '--fast-interval', '50ms', '--rise', '2'],
  ].join(' ')

const block = (name: string, vips: readonly string[]): string => `process ${name} {\n  run ${command(name, vips)};\n  encoder text;\n}\n\n`

const kill = async (site: Site, word: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  const pid = site.exabgp.helperPid(word)
  assert.ok(pid)
  process.kill(pid, signal)
  await until(`a successor of ${word}`, () => ![undefined, pid].includes(site.exabgp.helperPid(word)))
}

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: a former VIP of a process that was killed goes; the one that is kept never blips, and routes of others stay`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        services: services([kept, gone]),
        neighborLines: `static {\n    route ${fixed} next-hop self;\n  }`,
        amend: (text) => block('second', [foreign]) + text.replaceAll('[ rhi ]', '[ rhi second ]'),
      })
      const peer = site.peer()
      await Promise.all([kept, gone, fixed, foreign].map((vip) => peer.waitForRoute(vip)))

      site.configure(config(site, services([kept])))
      await kill(site, site.configPath)
      await site.waitForLog(new RegExp(`${gone}: announced by an earlier run, no longer configured: withdrawing it`))
      await peer.waitForNoRoute(gone)

      assert.deepEqual([...(await peer.routes()).keys()], [kept, fixed, foreign])
      assert.deepEqual(
        site.sent().filter((line) => line.startsWith('withdraw')),
        [`withdraw route ${gone}`],
      )
      assert.ok([kept, fixed, foreign].every((vip) => !told(peer, vip).includes('withdraw')))

      const from = site.log().length
      await kill(site, site.configPath)
      await site.waitForLog(/still announces 192\.0\.2\.1\/32 from before/, { from })
      assert.ok(
        !site
          .log()
          .slice(from)
          .some(({ message }) => message.includes(gone)),
        'what is gone is forgotten',
      )
    },
    { lacking },
  )
}

e2e('a VIP that moves from one process to another by a reload that restarts both is not withdrawn by the first', async (run) => {
  let vips: Readonly<Record<'first' | 'second', readonly string[]>> = { first: [kept, gone], second: [foreign] }
  const site = await Site.start(run, {
    amend: (text) =>
      block('first', vips.first) +
      block('second', vips.second) +
      text.replace(/^process rhi[^}]*}\n/m, '').replaceAll('[ rhi ]', '[ first second ]'),
  })
  const peer = site.peer()
  await Promise.all([kept, gone, foreign].map((vip) => peer.waitForRoute(vip)))

  vips = { first: [kept], second: [gone] }
  site.exabgp.configure(site.exabgpConfig())
  site.exabgp.program.signal('SIGUSR2')

  await site.waitForLog(
    new RegExp(
      `${gone}: announced by an earlier run, no longer configured: not touching it, so it may stay announced: process \\d+ has it now`,
    ),
  )
  await site.waitForLog(new RegExp(`${foreign}: announced by an earlier run, no longer configured: withdrawing it`))
  await peer.waitForNoRoute(foreign)
  await Promise.all([kept, gone].map((vip) => peer.waitForRoute(vip)))
  assert.equal(told(peer, gone).at(-1), '65010')
})
