// What does ExaBGP run: the command line program that `npm run build` made?
import { fileURLToPath } from 'node:url'

/** Where `npm run build` puts it. */
export const builtProgram = fileURLToPath(new URL('../../../dist/exabgp-haproxy.js', import.meta.url))

/** The command for `process { run …; }`: it logs everything, as JSON. */
export const builtCommand = (configPath: string): string[] => [
  ...[process.execPath, builtProgram, 'run', '--config', configPath],
  ...['--log-level', 'debug', '--log-format', 'json'],
]
