// Which words does a snapshot choose from?

/**
 * `rise`, `fall`: results that agree; `hold`, `damping`: time; `warm`: the end of slow start; `warmup`: servers that HAProxy has not verified;
 * `drain`: the withdraw at the end of a departure; `resume`: an order to come back; `first-result`, `maintenance-file`, `orders`, `exabgp`: an
 * answer that has not come.
 */
export const waitingWords = [
  'rise',
  'fall',
  'hold',
  'damping',
  'warm',
  'warmup',
  'drain',
  'resume',
  'first-result',
  'maintenance-file',
  'orders',
  'exabgp',
] as const

/** The maintenance file, an operator's hand in HAProxy, an order to the running process, or one that ends when ExaBGP is started again. */
export const orderedBy = ['file', 'haproxy', 'operator', 'stop'] as const

/** `no-sessions`: announced for five minutes without any, although there were some before; `still-sessions`: withdrawn, and new ones come all the same. */
export const trafficSigns = ['no-sessions', 'still-sessions'] as const
