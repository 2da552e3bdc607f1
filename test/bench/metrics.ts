// What does a scrape cost the process?
import { join } from 'node:path'
import { execa } from 'execa'
import type { Measure } from './kit/bench.ts'

/** In CPU time of a process that is pinned to one core, so that others do not count. */
export const measure: Measure = async ({ rounds, say }) => {
  const count = rounds(200, 50)
  say(`metrics: ${count} scrapes`)
  const program = join(import.meta.dirname, 'programs/scrape.ts')
  const { stdout } = await execa('taskset', ['-c', '0', process.execPath, '--import', 'tsx', program, String(count)], { stdin: 'ignore' })
  const { samples, bytes }: { readonly samples: readonly number[]; readonly bytes: number } = JSON.parse(stdout)
  return [
    {
      title: 'CPU time of a scrape of 1,000 services',
      unit: 'ms',
      rows: [{ subject: 'ours: the snapshot, the text and its bytes', samples }],
      note: `${(bytes / 1e6).toFixed(1)} MB; once a second, one service changes every 5 s`,
    },
  ]
}
