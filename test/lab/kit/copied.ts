// What stands in the files that one copies for a design?
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApplianceFiles } from './appliance.ts'

/** Where a file below contrib/labs is. */
export const copiedPath = (path: string): string => join(import.meta.dirname, '../../../contrib/labs', path)

/** The text of a file below contrib/labs, for example `route-server/frr.conf`. */
export const copied = (path: string): string => readFileSync(copiedPath(path), 'utf8')

/** haproxy.cfg and exabgp-haproxy.yaml of a folder below contrib/labs. */
export const copiedAppliance = (folder: string): ApplianceFiles => ({
  haproxy: copied(`${folder}/haproxy.cfg`),
  own: copied(`${folder}/exabgp-haproxy.yaml`),
})
