// A lab of one appliance that announces nothing, to be watched.
import { Appliance } from '../../../lab/kit/appliance.ts'
import { copiedAppliance } from '../../../lab/kit/copied.ts'
import { applianceRows } from '../../../lab/kit/guide.ts'
import type { Lab } from '../../../lab/kit/lab.ts'
import { main } from '../../../lab/kit/main.ts'
import { bridge } from '../namespace.ts'

const lab: Lab = {
  name: 'watched',
  title: 'one appliance, without servers and routers',
  play: async ({ run, watch }) => {
    const host = await run.namespace('appliance')
    await bridge(host, 'eth0')
    await host.ip('addr add 172.16.156.70/24 dev eth0', 'route add 10.16.96.0/24 dev eth0')
    const box = new Appliance('alone', host, copiedAppliance('azure-vwan/north'))
    await watch([box])
    await box.start()
    return { results: [], guide: applianceRows(box) }
  },
}

process.exitCode = await main([lab], process.argv.slice(2), async () => {})
