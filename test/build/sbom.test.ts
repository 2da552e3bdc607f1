// Is the list of what is bundled a valid CycloneDX document, and whole?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import packageJson from '../../package.json' with { type: 'json' }

const dist = (path: string): string => readFileSync(join(import.meta.dirname, '../../dist', path), 'utf8')
const sbom: Document = JSON.parse(dist('sbom.cdx.json'))

const library = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library')
const schema = (name: string): object =>
  JSON.parse(
    readFileSync(
      join(library.replace(/cyclonedx-library\/.*/s, 'cyclonedx-library'), 'res/schema', `${name}.SNAPSHOT.schema.json`),
      'utf8',
    ),
  )

test('it is valid by the schema of CycloneDX 1.6', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`)
  const validate = ajv.compile(schema('bom-1.6'))
  assert.ok(validate(sbom), JSON.stringify(validate.errors))
  assert.ok(!validate({ ...sbom, components: [{ name: 'no type' }] }), 'the judge sees a mistake')
})

type Document = { readonly components: readonly Component[]; readonly metadata: { readonly component: Component } }

type Component = { readonly group?: string; readonly name: string; readonly version: string; readonly purl: string }

test('it lists the packages whose licences are shipped, each at its version', () => {
  const sections = [...dist('THIRD-PARTY-LICENSES.txt').matchAll(/^---- (\S+) (\S+) \(/gm)].map(([, name, version]) => `${name}@${version}`)
  const listed = sbom.components.map(({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name}@${version}`)
  assert.ok(listed.length > 10)
  assert.deepEqual([...new Set(listed)].sort(), sections.sort())
  assert.equal(sbom.metadata.component.purl, `pkg:npm/exabgp-haproxy@${packageJson.version}`)
})
