// Do the configurations in contrib work together as they stand?
import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, startRouters } from '../lab/azure-vwan/world.ts'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import type { Namespace } from './kit/namespace.ts'
import type { Program } from './kit/program.ts'
import type { Run } from './kit/run.ts'

const contrib = (path: string): string => join(import.meta.dirname, '../../contrib', path)
const vip = `${topology.vip}/32`

for (const exabgpConf of ['exabgp/exabgp-4.2.conf', 'exabgp/exabgp-5.0.conf']) {
  e2e(
    `haproxy.cfg, ${exabgpConf} and exabgp-haproxy.yaml announce the VIP to both hub routers, and withdraw it with its web server`,
    async (run) => {
      const world = await buildWorld(run, topology)
      const { webs, appliance, routers, region } = world.primary
      await Promise.all([startRouters(world), ...webs.map((web) => web.start())])
      const folder = install(run, exabgpConf)
      installed(appliance, folder, 'haproxy', ['haproxy', '-W', '-db', '-f', contrib('haproxy/haproxy.cfg')]).start()
      installed(appliance, folder, 'exabgp', [...asExabgp, 'exabgp', '/etc/exabgp/exabgp.conf']).start()

      for (const { frr } of routers) {
        const [route] = (await frr.waitForTable('the VIP', (table) => table.has(vip))).get(vip) ?? []
        assert.deepEqual([route?.asPath, route?.nextHop], [[topology.applianceAs], region.appliance])
      }
      await Promise.all(webs.map((web) => web.stop()))
      for (const { frr } of routers) await frr.waitForTable('no VIP', (table) => !table.has(vip))
    },
  )
}

/** As Debian's unit starts it. */
const asExabgp = [
  'setpriv',
  '--reuid=exabgp',
  '--regid=exabgp',
  '--init-groups',
  'env',
  'exabgp.daemon.daemonize=false',
  'exabgp.api.cli=false',
]

/** What `installed.sh` puts in the place of the machine's own. */
const install = (run: Run, exabgpConf: string): string => {
  const folder = join(run.folder, 'installed')
  for (const part of ['bin', 'etc', 'run/haproxy']) mkdirSync(join(folder, part), { recursive: true })
  cpSync(dirname(builtProgram), join(folder, 'bin/dist'), { recursive: true })
  symlinkSync('dist/exabgp-haproxy.js', join(folder, 'bin/exabgp-haproxy'))
  copyFileSync(contrib(exabgpConf), join(folder, 'etc/exabgp.conf'))
  copyFileSync(contrib('exabgp-haproxy.yaml'), join(folder, 'etc/exabgp-haproxy.yaml'))
  chmodSync(folder, 0o755)
  return folder
}

const installed = (namespace: Namespace, folder: string, name: string, command: readonly string[]): Program => {
  const script = fileURLToPath(new URL('cloud/installed.sh', import.meta.url))
  return namespace.program(`contrib-${name}`, ['unshare', '--mount', '--propagation', 'private', 'sh', script, folder, ...command])
}
