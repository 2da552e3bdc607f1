// How do other programs learn what a snapshot holds?
import { toJsonSchema } from '@valibot/to-json-schema'
import { snapshotSchema } from './schema/snapshot.ts'

/** JSON Schema (draft 7) of what `status --json` prints and `GET /v1/status` answers. Only the build and tests may import this file. */
export const statusJsonSchema = (): object => ({
  ...toJsonSchema(snapshotSchema, { target: 'draft-07', errorMode: 'ignore' }),
  $id: 'https://unpkg.com/exabgp-haproxy/dist/status.schema.json',
  title: 'exabgp-haproxy status',
  description: 'What the process knows: version 1, to which fields are added and from which none is taken.',
})
