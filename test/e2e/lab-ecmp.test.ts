// Does a rack of load balancers that share a VIP by ECMP grow and shrink without a user noticing?
import { ecmp } from '../lab/ecmp/lab.ts'
import { labTest } from '../lab/kit/lab-test.ts'

labTest(ecmp, 29)
