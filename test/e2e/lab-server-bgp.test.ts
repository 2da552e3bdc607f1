// Does a server with two uplinks keep its promises?
import { labTest } from '../lab/kit/lab-test.ts'
import { serverBgp } from '../lab/server-bgp/lab.ts'

labTest(serverBgp, 46)
