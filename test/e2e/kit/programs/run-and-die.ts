// What is left of a run whose owner is killed? Prints the run's id, and is killed.
import { Run } from '../run.ts'

const run = await Run.start()
const namespace = await run.namespace('orphan')
namespace.program('sleep', ['sh', '-c', 'sleep 600; :', run.id]).start()
process.stdout.write(run.id, () => process.kill(process.pid, 'SIGKILL'))
