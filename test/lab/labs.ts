// Which labs are there?
import { azureVwan } from './azure-vwan/lab.ts'
import { ecmp } from './ecmp/lab.ts'
import { routeServer } from './route-server/lab.ts'
import { serverBgp } from './server-bgp/lab.ts'

/** The first is the one that runs when none is named. */
export const labs = [azureVwan, ecmp, routeServer, serverBgp] as const
