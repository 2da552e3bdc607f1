// A lab that fails: one program complains, and a session never comes.
import { main } from '../../../lab/kit/main.ts'
import { until } from '../wait.ts'

const failing = {
  name: 'failing',
  title: 'a session that never comes',
  play: async ({ run }: { run: import('../run.ts').Run }): Promise<never> => {
    const host = await run.namespace('router')
    const program = host.program('bgpd', ['sh', '-c', 'echo "bgpd: all is well"; echo "bgpd: no such option --colour"; sleep 600'])
    program.start()
    await program.log.waitFor(/no such option/)
    await until('the session with spine 10.0.0.1', () => false, { within: 50 })
    throw new Error('unreachable')
  },
}

process.exitCode = await main([failing], process.argv.slice(2), async () => {})
