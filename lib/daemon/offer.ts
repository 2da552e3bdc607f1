// Where do others read of the process, and order?
import type { Config } from '../config/config.ts'
import type { Begun } from './begun.ts'
import type { Running } from './control.ts'
import { offerControl } from './control-sockets.ts'
import { followers } from './followers.ts'
import { offerListener } from './offer-listener.ts'
import { offerTextfile } from './offer-textfile.ts'
import { controlPlace } from './state-place.ts'
import type { TextfileWish } from './textfile.ts'

/** Gives what follows the configuration that is in force. */
export const offer = (
  { start, first, around, standalone, parts, mistake }: Begun,
  running: Running & TextfileWish,
): ((config: Config) => void) => {
  const { config } = first
  const textfile = parts.add(offerTextfile(config, running, mistake))
  const listener = parts.add(offerListener(config, running, mistake))
  parts.add(
    offerControl({
      socket: controlPlace(config, start, around, standalone),
      config: config.control,
      name: running.name,
      mistake,
      spare: running.spare,
      loadHandlers: async () => (await import('./control.ts')).handlers(running),
      onTrouble: (socket, trouble) => running.dispatch({ type: 'control', socket, trouble }),
    }),
  )
  return followers([textfile.follow, listener.follow], mistake)
}
