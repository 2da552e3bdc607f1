// How does one scenario run on the oldest and on the newest HAProxy that we test with?
import { e2e } from './e2e.ts'
import { haproxyVersion } from './haproxy-versions.ts'
import type { Run } from './run.ts'

const versions = [await haproxyVersion('2.6'), await haproxyVersion('3.2')]

/** An end-to-end test for each version; give `haproxyCommand` to `Site.start`. */
export const onEachHaproxy = (title: string, fn: (run: Run, haproxyCommand: readonly string[]) => Promise<void>): void => {
  for (const { name, command, lacking } of versions) e2e(`HAProxy ${name}: ${title}`, (run) => fn(run, command), { lacking })
}
