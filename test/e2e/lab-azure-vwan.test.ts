// Does health decide the routes between two regions?
import { azureVwan } from '../lab/azure-vwan/lab.ts'
import { labTest } from '../lab/kit/lab-test.ts'

labTest(azureVwan, 20)
