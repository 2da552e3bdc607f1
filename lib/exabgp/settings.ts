// What does the conversation know of the configuration?
import type { Prefix } from '../bgp/prefix.ts'
import type { Addressed, Audience } from '../bgp/route.ts'
import type { ExabgpConfig } from '../config/exabgp.ts'
import type { Owners } from '../policy/owners.ts'

export type Settings = ExabgpConfig & {
  /** VIPs that this process is responsible for, by canonical text. */
  readonly vips: ReadonlyMap<string, Prefix>
  /** VIPs that an earlier run of this process may have announced and that it is not responsible for any more, by the same texts. */
  readonly former: ReadonlyMap<string, Prefix>
  /** Among whom the neighbors are divided, by the same texts; VIPs without this go to all of them together. */
  readonly audiences: ReadonlyMap<string, readonly Audience[]>
  /** Everything that this process may ever announce. */
  readonly range: readonly Addressed[]
  readonly owners: Owners
  /** Whether another process may have announced some of it: then ExaBGP, which may keep no list, can have what it does not list. */
  readonly predecessor: boolean
}
