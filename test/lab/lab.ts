// npm run lab: how does it start?
import { main } from './kit/main.ts'
import { labs } from './labs.ts'

process.exitCode = await main(labs, process.argv.slice(2))
