// Who listens to HAProxy's events, and may we?
import type { Config } from '../config/config.ts'
import type { RingOutcome } from '../haproxy/ring.ts'
import type { RingFollower } from '../io/event-ring.ts'
import type { Happening } from './performers.ts'

type EventFollower = {
  /** Follows the process of HAProxy that answers now. */
  readonly renew: () => void
  /** Follows what this one names, if that is another ring. */
  readonly follow: (config: Config) => void
  readonly stop: () => void
}

/** Follows the ring that the configuration names, if it names one, from a moment later on. */
export const followEvents = ({ haproxy }: Config, dispatch: (happening: Happening) => void): EventFollower => {
  let current = begin(haproxy, dispatch)
  let followed = haproxy
  return {
    renew: () => current.renew(),
    follow: ({ haproxy: next }) => {
      if (next.stats === followed.stats && next.events === followed.events) return
      current.stop()
      followed = next
      current = begin(next, dispatch)
    },
    stop: () => current.stop(),
  }
}

// What is stopped tells nothing any more.
const begin = ({ stats, events }: Config['haproxy'], dispatch: (happening: Happening) => void): Pick<EventFollower, 'renew' | 'stop'> => {
  let follower: RingFollower | undefined
  let stopped = false
  const tell = (happening: Happening): void => {
    if (!stopped) dispatch(happening)
  }
  if (events !== undefined && stats.kind !== 'http') {
    import('../io/event-ring.ts').then(({ RingFollower }) => {
      if (stopped) return
      follower = new RingFollower(stats, events, {
        onHint: (agoMs) => tell({ type: 'hint', ...(agoMs !== undefined && { agoMs }) }),
        onReport: (report) => tell({ type: 'ring', report }),
      })
    })
  }
  return {
    renew: () => follower?.renew(),
    stop: () => {
      stopped = true
      follower?.stop()
    },
  }
}

/** Whether following works; undefined where it is not asked for. */
export const probeEvents = async ({
  haproxy: { stats, events },
}: Config): Promise<{ readonly name: string; readonly report: RingOutcome } | undefined> => {
  if (events === undefined || stats.kind === 'http') return undefined
  const { tryRing } = await import('../io/event-ring.ts')
  return { name: events, report: await tryRing(stats, events) }
}
