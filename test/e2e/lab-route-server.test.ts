// Do appliances that may stand anywhere find their route servers, and is what they announce what they may?
import { labTest } from '../lab/kit/lab-test.ts'
import { routeServer } from '../lab/route-server/lab.ts'

labTest(routeServer, 34)
