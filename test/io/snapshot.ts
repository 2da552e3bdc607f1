// What does a look at all servers show?
import type { Watch } from '../../lib/haproxy/request.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import type { StatisticsReader } from '../../lib/io/statistics.ts'

export const readSnapshot = async (reader: StatisticsReader, watch: Watch, timeoutMs: number): Promise<SnapshotResult> => {
  const result = await reader.read(watch, 'servers', timeoutMs)
  if ('outline' in result) throw new Error('nobody asked for the outline')
  return result
}
