// When is the running process reachable for those who ask it, and where?
import type { ControlConfig } from '../config/access.ts'
import type { Handlers } from '../io/control-handlers.ts'
import type { ControlSocket } from '../io/control-socket.ts'
import type { Sparing } from '../io/sparing.ts'
import type { Mistakes } from './mistakes.ts'
import type { Part } from './part.ts'

/** By then what is healthy is announced, which must not wait for this. */
const offeredAfterMs = 50

/** Half of the places. */
const mostMute = 8

type Wanted = {
  /** Undefined: none. */
  readonly socket: string | undefined
  readonly config: ControlConfig
  /** Of the process. */
  readonly name: string
  readonly loadHandlers: () => Promise<Handlers>
  /** In which row answers wait to be written; by default in one of their own. */
  readonly spare?: Sparing
  /** Tells why a socket cannot be used, when that changes; undefined: it can. */
  readonly onTrouble: (socket: string, trouble: string | undefined) => void
  readonly mistake: Mistakes
}

/** Offers the sockets that are wanted, from a moment later on. Where there is none nothing is loaded. */
export const offerControl = (wanted: Wanted): Part => {
  let sockets: readonly ControlSocket[] = []
  let stopped = false
  const offer = async (): Promise<void> => {
    const made = await load(wanted)
    if (stopped) return
    sockets = made
    for (const one of sockets) one.start()
  }
  let timer: NodeJS.Timeout | undefined
  return {
    start: () => {
      if (placesOf(wanted).length === 0) return
      timer = setTimeout(() => void offer().catch((error) => wanted.mistake('nobody can ask this process', error)), offeredAfterMs)
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
      for (const one of sockets) one.stop()
    },
    flushed: () => Promise.all(sockets.map((one) => one.flushed())),
  }
}

const placesOf = ({ socket, config: { readOnly } }: Wanted) => [
  ...(socket === undefined ? [] : [{ path: socket, readOnly: false }]),
  ...(readOnly === undefined ? [] : [{ path: readOnly, readOnly: true }]),
]

const load = async (wanted: Wanted): Promise<readonly ControlSocket[]> => {
  const { config, name, mistake, spare } = wanted
  const [{ ControlSocket }, { controlHttp }, handlers] = await Promise.all([
    import('../io/control-socket.ts'),
    import('../io/control-http.ts'),
    wanted.loadHandlers(),
  ])
  const common = {
    handlers,
    mostMute,
    ...(spare !== undefined && { spare }),
    headers: { 'exabgp-haproxy-process': `${process.pid} ${encodeURIComponent(name)}` },
    onMistake: (error: unknown) => mistake('a question over the control socket has no answer', error),
  }
  const access = { mode: config.mode, ...(config.group !== undefined && { group: config.group }) }
  return placesOf(wanted).map(
    ({ path, readOnly }) =>
      new ControlSocket({
        ...access,
        path,
        onConnection: controlHttp({ ...common, readOnly }),
        onTrouble: (trouble) => wanted.onTrouble(path, trouble),
      }),
  )
}
