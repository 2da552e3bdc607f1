// Does ExaBGP understand the configuration that `exabgp-conf` prints, and do sessions come up with it wherever the node stands?
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { Exabgp } from './kit/exabgp.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import { Frr } from './kit/frr.ts'
import { link, type Namespace } from './kit/namespace.ts'

const debian12 = await exabgpVersion('4.2.21')
const debian13 = await exabgpVersion('4.2.25')
const debian14 = await exabgpVersion('5.0')

const goldenFolder = join(import.meta.dirname, '../exabgp-conf/configuration')
const goldenFiles = readdirSync(goldenFolder)

for (const { name, options, lacking } of [debian12, debian13, debian14]) {
  e2e(
    `ExaBGP ${name} accepts every configuration that is held in test/exabgp-conf, and none with a word that it does not know`,
    async (run) => {
      const validate = name === '5.0' ? ['validate', '--neighbor'] : ['--test']
      const env = { 'exabgp.daemon.user': 'root', 'exabgp.api.cli': 'false' }
      const accepts = async (file: string, change: (text: string) => string): Promise<boolean> => {
        const path = join(run.folder, file)
        // The program has to be on this machine.
        writeFileSync(path, change(readFileSync(join(goldenFolder, file), 'utf8').replace('/usr/bin/node', '/bin/true')))
        const { exitCode, all } = await execa(options.python ?? '/usr/bin/python3', ['-m', 'exabgp', ...validate, path], {
          env,
          all: true,
          reject: false,
        })
        return exitCode === 0 && !/error|invalid|problem/i.test(all)
      }
      assert.ok(goldenFiles.length > 2)
      assert.deepEqual(
        await Promise.all(goldenFiles.map((file) => accepts(file, (text) => text))),
        goldenFiles.map(() => true),
      )
      const [first = ''] = goldenFiles
      assert.equal(await accepts(first, (text) => text.replace('group-updates', 'group-updatez')), false)
    },
    { lacking },
  )
}

const vip = '192.0.2.1/32'

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: a node comes up with MD5 over two hops, moves to another subnet, makes its configuration again and comes up there`,
    async (run) => {
      const [node, fabric] = [await run.namespace('node'), await run.namespace('fabric')]
      await link(
        { namespace: node, dev: 'uplink', addresses: ['10.1.0.7/24'] },
        { namespace: fabric, dev: 'rack', addresses: ['10.1.0.1/24', '10.2.0.1/24'] },
      )
      await Promise.all([fabric.ip('addr add 10.255.0.1/32 dev lo'), node.ip('route add default via 10.1.0.1', `addr add ${vip} dev lo`)])
      const routeServer = new Frr(fabric)
      await routeServer.start(routeServerConfiguration('abcd'))
      const exabgp = new Exabgp(node, options)
      const announced = async (nextHop: string): Promise<string> => {
        const text = await exabgpConf(node)
        exabgp.configure(text)
        await exabgp.start()
        await routeServer.waitForTable(
          `the VIP from ${nextHop}`,
          (table) => table.get(vip)?.some((route) => route.nextHop === nextHop) === true,
        )
        await exabgp.stop()
        return text
      }

      writeFileSync(node.path('md5'), 'abcd\n', { mode: 0o600 })
      const before = await announced('10.1.0.7')

      await node.ip('addr flush dev uplink', 'addr add 10.2.0.9/24 dev uplink', 'route add default via 10.2.0.1')
      const after = await announced('10.2.0.9')
      assert.equal(after, before.replaceAll('10.1.0.7', '10.2.0.9'))

      const awkward = String.raw`it's-a-"secret";\o/#1`
      writeFileSync(node.path('md5'), awkward)
      await routeServer.stop()
      await routeServer.start(routeServerConfiguration(awkward))
      await announced('10.2.0.9')

      await node.ip('route del default')
      await assert.rejects(exabgpConf(node), /sessions\.peers\[0\]: Expected a route to 10\.255\.0\.1, got none \(network is unreachable\)/)
    },
    { lacking },
  )
}

// Fails if a word of the command line is lost or changed on its way through ExaBGP's configuration.
const check = String.raw`p=[b,c]; test $p = [b,c] && test a\b = ab && { test x = y || exit 0; } # spaces  and {braces}`

const exabgpConf = (node: Namespace): Promise<string> =>
  node.exec(
    ...[process.execPath, builtProgram, 'exabgp-conf', '--vip', vip, '--local-as', '65010', '--rise', '1'],
    ...['--command', check],
    ...['--peer', `address=10.255.0.1 as=65515 md5-file=${node.path('md5')} multihop=2 hold-time=9`],
  )

/** Takes whoever knows the password and is in one of two subnets, two hops from its loopback address. */
const routeServerConfiguration = (password: string): string => `router bgp 65515
 bgp router-id 10.255.0.1
 no bgp ebgp-requires-policy
 timers bgp 3 9
 neighbor APPLIANCES peer-group
 neighbor APPLIANCES remote-as 65010
 neighbor APPLIANCES password ${password}
 neighbor APPLIANCES ebgp-multihop 2
 neighbor APPLIANCES update-source 10.255.0.1
 bgp listen range 10.1.0.0/24 peer-group APPLIANCES
 bgp listen range 10.2.0.0/24 peer-group APPLIANCES
`
