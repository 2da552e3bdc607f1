// What does somebody type next who typed nothing but the name of the program?

import { print } from '../lib/io/print.ts'
import { exitMisconfigured } from '../lib/values/exit-status.ts'

const lines = [
  'Nothing to announce is configured. Next:',
  '  exabgp-haproxy --vip 9.9.9.9/32 --backend http_back    what ExaBGP would get, and why; announces nothing',
  '  exabgp-haproxy check --probe --config FILE             is a configuration right, and what would be announced now?',
  '  exabgp-haproxy --help                                  every command and flag',
  'To announce, ExaBGP runs it: "run /usr/local/bin/exabgp-haproxy --config FILE;" in a process block of exabgp.conf (README.md).',
]

/** Says so on stderr, and resolves to the exit status of a configuration that is none. */
export const tellFirstSteps = async (): Promise<number> => {
  await print('stderr', lines)
  return exitMisconfigured
}
