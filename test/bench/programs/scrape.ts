// What does a scrape of 1,000 services cost? Usage: scrape <rounds>; prints samples of CPU time in ms, and how many bytes one has

import { emptyMemory } from '../../../lib/status/metrics/subjects.ts'
import { metricsPieces } from '../../../lib/status/metrics.ts'
import { reads } from '../../../lib/values/time.ts'
import { backend, config, prefix, service, tier } from '../../engine/configs.ts'
import { Simulation } from '../../engine/simulation.ts'
import { exabgp, snapshots } from '../../engine/worlds.ts'
import { facts } from '../../status/facts.ts'
import { snapshot } from '../../status/snapshot-of.ts'

const indexes = Array.from({ length: 1000 }, (_, index) => index)

const services = indexes.map((index) =>
  service({
    name: `service-${index}`,
    vips: [prefix(`10.41.${index >> 8}.${index % 256}/32`)],
    checks: [backend(`backend-${index}`)],
    tiers: [tier(0.75), tier(0.25, { prepend: 2 })],
  }),
)

// One of them changes with each look, as in a fleet that lives.
const marks = (index: number, at: number): string => (Math.floor(at / 5000) % 1000 === index ? '+-' : '++')
const statistics = (at: number) => snapshots(indexes.map((index) => [`backend-${index}`, marks(index, at)] as const))

const simulation = new Simulation(config(services), { statistics, exabgp: exabgp() }).until(10_000)
const usage = { cpuSeconds: 1.5, residentBytes: 50_000_000, openFiles: 20, mostFiles: 1024 }
const memory = emptyMemory()
let bytes = 0

const scrape = (at: number): number => {
  const { state } = simulation.until(at).forget()
  const before = process.cpuUsage()
  const pieces = metricsPieces(snapshot(state, facts, reads(at)), usage, { perCheck: true, perVip: true, system: true }, memory)
  const chunks = [...pieces]
  const { user, system } = process.cpuUsage(before)
  bytes = chunks.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0)
  return (user + system) / 1000
}

/** Rounds before the first that counts, in which everything is compiled. */
const warmUp = 20
const samples = Array.from({ length: warmUp + Number(process.argv[2]) }, (_, round) => scrape(11_000 + round * 1000))
process.stdout.write(JSON.stringify({ samples: samples.slice(warmUp), bytes }))
