// Does the two-region design fail over and back as the lab shows it?
import assert from 'node:assert/strict'
import { topology } from '../lab/azure-vwan.ts'
import { results } from '../lab/results.ts'
import { failAndRecover } from '../lab/scenario.ts'
import { buildWorld, startWorld } from '../lab/world.ts'
import { builtCommand } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'

const short = '65515 65010'
const long = '65515 65010 65010 65010'

e2e('the edge loses the primary region while its web server is down, and clients are answered by the other one', async (run) => {
  const world = await buildWorld(run, topology, builtCommand)
  await startWorld(world)
  const programs = (): number[] => [world.primary.haproxy.program.pid, world.primary.exabgp.program.pid]
  const pids = programs()

  const report = await failAndRecover(world)

  const { before, failover, failback } = report
  assert.deepEqual(before, { answeredBy: 'North Europe', paths: [short, short, long, long] })
  assert.deepEqual([failover.answeredBy, failover.paths], ['West Europe', [long, long]])
  assert.match(failover.line, /^withdraw route 9\.9\.9\.9\/32\b/)
  assert.ok(failover.lineMs < 1500, `Expected the withdrawal within 1500 ms of the failure, got ${failover.lineMs}`)
  assert.deepEqual([failback.answeredBy, failback.paths], ['North Europe', [short, short, long, long]])
  assert.equal(failback.line, 'announce route 9.9.9.9/32 next-hop self')
  assert.equal(failback.lost, 0, 'Coming back costs no request')
  const broken = results(topology, report).filter(({ holds }) => !holds)
  assert.deepEqual(broken, [], 'The table of the lab says the same')
  assert.deepEqual(programs(), pids, 'HAProxy and ExaBGP stay up')
})
