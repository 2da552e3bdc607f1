// Does a router that knows AIGP (RFC 7311) read what we announce?
import { writeFileSync } from 'node:fs'
import { e2e } from './kit/e2e.ts'
import { install, missingOf, routerPrograms } from './kit/requirements.ts'
import { Site } from './kit/site.ts'
import { accepts, ask } from './kit/unix-socket.ts'
import { until } from './kit/wait.ts'

const birdOnly = routerPrograms.filter(({ program }) => program === 'bird')
await install({ also: birdOnly })

const address = '10.99.0.1'

const birdConfiguration = `router id ${address};
protocol device {}
protocol bgp node {
  local ${address} as 65010;
  neighbor 10.1.0.1 as 65010;
  multihop;
  passive;
  ipv4 { import all; export none; };
}`

const neighbor = `
neighbor ${address} {
  router-id 10.1.0.1;
  local-address 10.1.0.1;
  local-as 65010;
  peer-as 65010;
  family { ipv4 unicast; }
  api { processes [ rhi ]; }
}
`

e2e(
  'BIRD has the AIGP metric of each tier',
  async (run) => {
    const site = await Site.prepare(run, {
      webs: ['web1', 'web2'],
      amend: (configuration) => `${configuration}${neighbor}`,
      services: {
        web: {
          vips: ['192.0.2.1/32', '192.0.2.2/32'],
          checks: [{ backend: 'http_back' }],
          tiers: [
            { capacity: '75%', aigp: 100 },
            { capacity: '1%', aigp: '18446744073709551615' },
          ],
        },
      },
    })
    const { node } = site
    await node.ip(`addr add ${address}/32 dev lo`)
    const [file, socket] = [node.path('bird.conf'), node.path('bird.ctl')]
    writeFileSync(file, birdConfiguration)
    node.program('bird', ['bird', '-f', '-c', file, '-s', socket, '-P', node.path('bird.pid')]).start()
    await until('BIRD to listen', () => accepts(socket))
    await Promise.all([...site.peers, ...site.webs].map((one) => one.start()))
    await site.haproxy.start()
    await site.exabgp.start()

    const routes = async (): Promise<string> =>
      (await ask(socket, 'show route all\n', { isWhole: (answer) => /\n0000 \n$/.test(answer.toString()) })).toString()
    const metrics = async (metric: string): Promise<boolean> => (await routes()).split(`BGP.aigp: ${metric}\n`).length === 3
    await until('BIRD to have the metric of the best tier', () => metrics('100'))
    site.web('web1').fallIll()
    await until('BIRD to have the metric of the other tier', () => metrics('18446744073709551615'))
  },
  { lacking: missingOf(birdOnly) },
)
