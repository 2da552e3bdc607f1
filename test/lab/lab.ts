// npm run lab: which labs are there?
import { azureVwan } from './azure-vwan/lab.ts'
import { main } from './kit/main.ts'
import { routeServer } from './route-server/lab.ts'

/** The first is the one that runs when none is named. */
const labs = [azureVwan, routeServer] as const

process.exitCode = await main(labs, process.argv.slice(2))
