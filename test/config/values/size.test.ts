// Which sizes does the configuration accept?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSize } from '../../../lib/config/values/size.ts'

test('a size is bytes, kB, MB or GB, within its bounds', () => {
  const bytes = { '64kB': 64_000, '16MB': 16_000_000, '1.5MB': 1_500_000, '1GB': 1_000_000_000, '64000': 64_000 }
  for (const [text, value] of Object.entries(bytes)) assert.deepEqual(parseSize(text), { ok: true, value })
  for (const text of ['', '63kB', '2GB', '16mb', '16 MB', '-1MB', '1e9', '0x10000', '16MiB']) assert.equal(parseSize(text).ok, false, text)
})
