// What would be announced if every check were asked just once, now?
import type { Config } from '../config/config.ts'
import type { Service } from '../config/service.ts'
import { evidence, isCheck } from '../daemon/answer.ts'
import type { Happening, Performers } from '../daemon/performers.ts'
import type { Effect } from '../engine/effect.ts'
import { initialState } from '../engine/initial-state.ts'
import type { State } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { SnapshotResult } from '../haproxy/snapshot.ts'
import type { Asked } from '../log/probe.ts'
import { nonEmpty } from '../values/non-empty.ts'
import { type Milliseconds, reads } from '../values/time.ts'

/**
 * Asks every check once, all at the same time, and lets `step` judge each service by the answers, with rise and fall of 1. What it says is
 * what ExaBGP would get if it announced nothing yet. `looks`: what was found
 * of maintenance files. `statistics`: what HAProxy answered, if it was asked.
 */
export const askOnce = async (
  config: Config,
  edges: Pick<Performers, 'readStatistics' | 'probe'>,
  looks: readonly Happening[],
): Promise<{ readonly asked: readonly Asked[]; readonly statistics: SnapshotResult | undefined }> => {
  const services = nonEmpty(config.services.map(hasten))
  const exabgp = { ...config.exabgp, endOfRib: [] }
  const at = reads(Math.max(...services.flatMap(({ checks }) => checks.map(({ intervalMs }) => intervalMs))))
  const { effects } = step(initialState({ ...config, exabgp, services }, epoch, true), { type: 'tick', at })
  const answers = await Promise.all(effects.filter(isCheck).map((effect) => evidence(effect, edges)))
  const asked = services.flatMap((service) => judgeAlone(service, { ...config, exabgp }, [...looks, ...answers], at))
  return { asked, statistics: answers.flatMap((one) => (one.type === 'statistics' ? [one.result] : []))[0] }
}

const epoch = reads(0)

const hasten = (service: Service): Service => ({
  ...service,
  checks: nonEmpty(service.checks.map((check) => ({ ...check, rise: 1, fall: 1 }))),
})

const judgeAlone = (service: Service, config: Config, answers: readonly Happening[], at: Milliseconds): readonly Asked[] => {
  const alone: Config = { ...config, services: [service] }
  let state: State = initialState(alone, epoch, true)
  const effects: Effect[] = []
  const take = (happening: Happening): void => {
    const next = step(state, { ...happening, at })
    state = next.state
    effects.push(...next.effects)
    if (next.effects.some(({ type }) => type === 'write')) take({ type: 'flushed' })
  }
  take({ type: 'tick' })
  for (const one of answers) if (one.type !== 'probed' || one.check.service === service.name) take(one)
  return state.services.map((one) => ({
    service: one,
    lines: effects.flatMap((effect) => (effect.type === 'write' ? [effect.line] : [])),
  }))
}
