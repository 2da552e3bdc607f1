// What does HAProxy say to doctor, and does it say anything?
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Config } from '../../config/config.ts'
import type { StatisticsAddress } from '../../config/haproxy.ts'
import type { Facts } from '../../doctor/check.ts'
import type { RingTrouble } from '../../haproxy/ring.ts'
import { askSocket } from '../../io/statistics-socket.ts'
import { ringProbe } from '../../log/ring.ts'
import { errorCode } from '../../values/error-code.ts'
import { lookAround } from '../look-around.ts'

/** What other checks of doctor tell is left out. */
export const probeOf = async (configs: readonly Config[], missing: Facts['missingVips'], signal?: AbortSignal): Promise<Facts['probe']> => {
  const all = await Promise.all(configs.map((config) => lookAround(config, signal)))
  const rings = all.flatMap(({ ring }) => ringIn(ring))
  const elsewhere = [...rings, ...missing].map(({ sentence }) => sentence)
  const others = (sentences: readonly string[]) => sentences.filter((one) => !elsewhere.includes(one))
  return {
    wrong: others(all.flatMap(({ concerns }) => concerns.wrong)),
    remarks: others(all.flatMap(({ concerns }) => concerns.remarks)),
    rings,
  }
}

/** Nothing where it can be followed, or need not be. */
const ringIn = (ring: Awaited<ReturnType<typeof lookAround>>['ring']): Facts['probe']['rings'] => {
  if (ring === undefined || ring.report.kind === 'following') return []
  const { name, report } = ring
  return [{ name, sentence: ringProbe(report, name), lacks: lackOf(report) }]
}

const lackOf = (report: RingTrouble): Facts['probe']['rings'][number]['lacks'] => {
  if (report.kind === 'lost' || !/ring|level/.test(report.remedy)) return undefined
  return report.remedy.startsWith('a section') ? 'ring' : 'level'
}

/** Of several the first that cannot be used. */
export const worstSocket = async (configs: readonly Config[]): Promise<Facts['socket']> => {
  const all = configs.map(({ haproxy: { stats } }) => stats)
  const states = await Promise.all([...new Map(all.map((stats) => [JSON.stringify(stats), stats])).values()].map(socketAt))
  return states.find(({ state }) => state !== 'usable' && state !== 'other') ?? states[0] ?? noSocket
}

const noSocket: Facts['socket'] = { path: '', state: 'other' }

const socketAt = async (stats: StatisticsAddress): Promise<Facts['socket']> => {
  if (stats.kind !== 'unix') return noSocket
  const code = await access(stats.path, constants.R_OK | constants.W_OK).then(() => undefined, errorCode)
  if (code !== undefined) return { path: stats.path, state: code === 'EACCES' ? 'denied' : 'missing' }
  const answer = await askSocket(stats, 'show info\n', socketWithinMs)
  return { path: stats.path, state: answer.kind === 'refused' ? 'refused' : 'usable' }
}

const socketWithinMs = 1000
