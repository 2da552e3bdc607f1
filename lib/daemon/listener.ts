// How is the status served over the network?
import type { StatusConfig } from '../config/access.ts'
import { endpointText } from '../config/values/endpoint.ts'
import { isPressed } from '../engine/pressed.ts'
import { refusalOf } from '../io/admission.ts'
import { controlHttp } from '../io/control-http.ts'
import { Listener } from '../io/listener.ts'
import { sparing } from '../io/sparing.ts'
import { healthPaths, listenerHandlers } from './listener-handlers.ts'
import type { Mistakes } from './mistakes.ts'
import type { Happening } from './performers.ts'
import type { StatusTeller } from './status-handlers.ts'

type Served = StatusTeller & { readonly dispatch: (happening: Happening) => void }

/** What a browser is told of everything that is served. */
const headers = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Those who ask over the network wait for each other only, never who asks over the control socket for them. */
export const makeListener = (status: StatusConfig, served: Served, mistake: Mistakes): Listener => {
  const { host, port, names, tokenFile, tls } = status
  const socket = `${tls === undefined ? 'http' : 'https'}://${endpointText({ kind: 'tcp', host, port })}`
  return new Listener({
    host,
    port,
    ...(tls !== undefined && { tls }),
    onConnection: controlHttp({
      handlers: listenerHandlers(served),
      readOnly: true,
      headers,
      refusal: refusalOf({ names, ...(tokenFile !== undefined && { tokenFile }), open: healthPaths }),
      spare: sparing(() => isPressed(served.state())),
      onMistake: (error) => mistake('a question over the network has no answer', error),
    }),
    onTrouble: (trouble) => served.dispatch({ type: 'control', socket, trouble }),
  })
}
