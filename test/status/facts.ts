// Which process do the tests of the snapshot speak of?
import type { Facts } from '../../lib/status/facts.ts'

export const facts: Facts = {
  name: 'rhi',
  pid: 4711,
  version: '0.2.0',
  node: '20.19.0',
  startedAt: Date.UTC(2026, 10, 25, 22),
  offsetMs: Date.UTC(2026, 10, 25, 22),
  configPath: '/etc/exabgp/exabgp-haproxy.yaml',
  configHash: '3f9c00112233',
  configLoadedAt: Date.UTC(2026, 10, 25, 22),
  fileDiffers: false,
}
