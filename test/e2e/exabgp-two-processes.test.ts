// Do two processes of ours under one ExaBGP leave each other's VIPs alone?
import assert from 'node:assert/strict'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Site } from './kit/site.ts'
import { told } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vips = ['192.0.2.1/32', '192.0.2.2/32'] as const
const debian14 = await exabgpVersion('5.0')

/** A process for one VIP, told by flags alone. */
const command = (vip: string, url: string): string[] => [
  ...[process.execPath, builtProgram, '--vip', vip, '--http', url, '--log-format', 'json'],
  ...['--interval', '200ms', '--fast-interval', '50ms', '--rise', '2', '--fall', '2'],
]

const second = (vip: string): string =>
  `process second {\n  run ${command(vip, 'http://127.0.1.2:8080/').join(' ')};\n  encoder text;\n}\n\n`

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: two processes find, keep and withdraw their own VIPs only`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        webs: ['web1', 'web2'],
        command: () => command(vips[0], 'http://127.0.1.1:8080/'),
        amend: (text) => second(vips[1]) + text.replaceAll('[ rhi ]', '[ rhi second ]'),
      })
      const peer = site.peer()
      const kill = async (vip: string, signal: NodeJS.Signals): Promise<void> => {
        const pid = site.exabgp.helperPid(vip)
        assert.ok(pid)
        process.kill(pid, signal)
        await until(`a successor for ${vip}`, () => ![undefined, pid].includes(site.exabgp.helperPid(vip)))
      }
      await Promise.all(vips.map((vip) => peer.waitForRoute(vip)))

      for (const vip of vips) {
        await kill(vip, 'SIGKILL')
        await site.waitForLog(new RegExp(`still announces ${vip} from before`))
      }
      site.web('web1').fallIll()
      await peer.waitForNoRoute(vips[0])
      await kill(vips[1], 'SIGTERM')
      await until('the second to be announced again', () => told(peer, vips[1]).length === 3)

      assert.deepEqual(
        vips.map((vip) => told(peer, vip)),
        [
          ['65010', 'withdraw'],
          ['65010', 'withdraw', '65010'],
        ],
      )
      assert.equal(site.sent().filter((line) => line.startsWith('withdraw')).length, 2)
    },
    { lacking },
  )

  e2e(
    `ExaBGP ${name}: two processes with the same VIP warn each other of it, once, also after one was killed, and change nothing`,
    async (run) => {
      const [vip, urls] = [vips[0], ['http://127.0.1.1:8080/', 'http://127.0.1.2:8080/'] as const]
      const site = await Site.start(run, {
        exabgp: options,
        webs: ['web1', 'web2'],
        command: () => command(vip, urls[0]),
        amend: (text) => second(vip) + text.replaceAll('[ rhi ]', '[ rhi second ]'),
      })
      const peer = site.peer()
      await peer.waitForRoute(vip)
      const pids = urls.map((url) => site.exabgp.helperPid(url))
      const warnings = (): readonly string[] =>
        site.log().flatMap(({ message }) => (/ of this ExaBGP, so each /.test(message) ? [message] : []))
      await until('both to warn', () => warnings().length >= 2)
      assert.deepEqual(
        warnings()
          .map((text) => text.split(',')[0])
          .sort(),
        pids.map((pid) => `${vip} is also announced by process ${pid} of this ExaBGP`).sort(),
      )
      process.kill(Number(pids[1]), 'SIGKILL')
      await until('a successor', () => ![undefined, pids[1]].includes(site.exabgp.helperPid(urls[1])))
      // It warns, as it has not; the other does not do so twice.
      await until('the successor to warn', () => warnings().length >= 3)
      assert.match(String(warnings()[2]), new RegExp(`process ${pids[0]} of`))
      assert.deepEqual(told(peer, vip), ['65010'])
      assert.deepEqual(
        site.sent().filter((line) => line.startsWith('withdraw')),
        [],
      )
    },
    { lacking },
  )
}
