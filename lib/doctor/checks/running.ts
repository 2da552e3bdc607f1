// Is the program that runs the one that is installed, and does it wait for somebody?
import packageJson from '../../../package.json' with { type: 'json' }
import type { Snapshot } from '../../status/snapshot.ts'
import { age } from '../../values/span.ts'
import { type Check, type Finding, warn } from '../check.ts'
import { word } from '../mend.ts'

const dayMs = 24 * 60 * 60 * 1000

const version: Check = {
  id: 'running-version',
  area: 'program',
  needed: 'the program that is installed, running',
  judge: async (ask) =>
    (await ask('running')).flatMap(({ process: { name, version } }) =>
      version === packageJson.version
        ? []
        : [warn(`${name} runs version ${version}, and ${packageJson.version} is installed`, 'systemctl restart exabgp')],
    ),
}

const confirmation: Check = {
  id: 'confirmation',
  area: 'us',
  needed: 'a configuration that somebody has confirmed, after reload --revert-in',
  judge: async (ask) =>
    (await ask('running')).flatMap(({ process: { name, confirmDeadline }, time }) =>
      confirmDeadline === undefined
        ? []
        : [
            warn(
              `${name}: the configuration before comes back in ${age(confirmDeadline - time)}`,
              `exabgp-haproxy confirm --process ${word(name)}`,
            ),
          ],
    ),
}

const oldOrders: Check = {
  id: 'old-orders',
  area: 'us',
  needed: 'no drain that somebody has forgotten: none is older than a day',
  judge: async (ask) => (await ask('running')).flatMap(forgotten),
}

const forgotten = ({ services, time }: Snapshot): readonly Finding[] =>
  services.flatMap(({ name, orders }) =>
    orders
      .filter(({ by, since }) => by === 'operator' && time - since > dayMs)
      .map(({ since, author }) =>
        warn(
          `${name} has been ordered to leave for ${age(time - since)}, says ${author ?? 'nobody'}`,
          `exabgp-haproxy resume ${word(name)}`,
        ),
      ),
  )

export const runningChecks: readonly Check[] = [version, confirmation, oldOrders]
