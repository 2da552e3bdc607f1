// Who listens to HAProxy's events, and may we?
import type { Config } from '../config/config.ts'
import type { RingOutcome } from '../haproxy/ring.ts'
import type { RingFollower } from '../io/event-ring.ts'
import type { Happening } from './perform.ts'

type EventFollower = {
  /** Follows the process of HAProxy that answers now. */
  readonly renew: () => void
  readonly stop: () => void
}

/** Follows the ring that the configuration names, if it names one, from a moment later on. */
export const followEvents = ({ haproxy: { stats, events } }: Config, dispatch: (happening: Happening) => void): EventFollower => {
  let follower: RingFollower | undefined
  if (events !== undefined && stats.kind !== 'http') {
    import('../io/event-ring.ts').then(({ RingFollower }) => {
      follower = new RingFollower(stats, events, {
        onHint: () => dispatch({ type: 'hint' }),
        onReport: (report) => dispatch({ type: 'ring', report }),
      })
    })
  }
  return { renew: () => follower?.renew(), stop: () => follower?.stop() }
}

/** Whether following works; undefined where it is not asked for. */
export const probeEvents = async ({
  haproxy: { stats, events },
}: Config): Promise<{ readonly name: string; readonly report: RingOutcome } | undefined> => {
  if (events === undefined || stats.kind === 'http') return undefined
  const { tryRing } = await import('../io/event-ring.ts')
  return { name: events, report: await tryRing(stats, events) }
}
