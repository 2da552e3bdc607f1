// Which service is one `ober health VIP`?
import { parsePrefix } from '../bgp/prefix.ts'
import { type Parsed, parsed } from '../values/parsed.ts'
import type { Difference } from './difference.ts'
import type { Mapped } from './service.ts'

/** It asks HAProxy every second, and each result counts at once. */
export const oberService = (process: string, name: string, vip: string): Parsed<Mapped> => {
  const prefix = parsePrefix(vip.includes('/') ? vip : `${vip}/32`)
  if (!prefix.ok) return prefix
  return parsed({
    services: [
      {
        name,
        vips: [prefix.value],
        entries: [
          { key: 'vips', value: [prefix.value.text] },
          {
            key: 'checks',
            value: {
              listed: true,
              block: [
                {
                  key: 'http',
                  comments: ['ober asks no backend: "- backend: NAME" beside this does.'],
                  value: 'http://127.0.0.1:8404/health',
                },
                ...Object.entries({ interval: '1s', 'fast-interval': '1s', timeout: '2s' }).map(([key, value]) => ({ key, value })),
                { key: 'rise', value: 1 },
                { key: 'fall', comments: ['One failed request withdraws, as until now; fall: 3 would forgive two.'], value: 1 },
              ],
            },
          },
          { key: 'down', value: 'withdraw' },
        ],
      },
    ],
    differences: differences.map((text) => ({ id: 'ober', process, text }) satisfies Difference),
  })
}

const differences = [
  'ober writes exabgp.conf itself ("ober bgp"), and would write it over: disable it before the switch',
  '"ober stop" withdraws and drains: its counterparts are "drain --all --wait 30s" and contrib/systemd/exabgp.service.d/leave.conf',
  'ExaBGP has no BFD: its block bfd did nothing',
]
