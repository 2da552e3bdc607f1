// Is a file of certificates parsed once, and again when it says something else?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { readTrust } from '../../lib/io/trust.ts'
import { temporaryFolder } from '../folder.ts'
import { certificate } from './certificate.ts'

test('the same certificates are parsed once, other ones anew', async () => {
  const file = join(temporaryFolder(), 'ca.pem')
  writeFileSync(file, rootCertificates.join('\n'))
  const first = await readTrust(file, 1000)
  writeFileSync(file, rootCertificates.join('\n'))
  const second = await readTrust(file, 1000)
  assert.ok(first !== undefined && first.secureContext === second?.secureContext)
  writeFileSync(file, certificate)
  const other = await readTrust(file, 1000)
  assert.ok(other !== undefined && other.secureContext !== first.secureContext)
})

test('what holds no certificates is not taken for what it held before', async () => {
  const file = join(temporaryFolder(), 'ca.pem')
  writeFileSync(file, certificate)
  assert.notEqual(await readTrust(file, 1000), undefined)
  writeFileSync(file, 'nothing')
  assert.equal(await readTrust(file, 1000), undefined)
})
