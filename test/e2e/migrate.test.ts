// Does ExaBGP get from us, after `migrate`, what it got from its own healthcheck?
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { readConfig } from '../../lib/config/read.ts'
import { program } from '../daemon/child.ts'
import { temporaryFolder } from '../folder.ts'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { confOf, type Sample, samples } from './migrate/configurations.ts'

type Row = {
  readonly phase: string
  readonly theirs: string
  readonly ours: string
  readonly keys: readonly string[]
  readonly verdict: string
}

const folder = temporaryFolder()

const confs = samples.map((sample, index) => {
  const place = join(folder, String(index))
  mkdirSync(place)
  for (const [name, text] of Object.entries(sample.files ?? {})) writeFileSync(join(place, name), text)
  writeFileSync(join(place, 'exabgp.conf'), confOf(sample, place))
  return { sample, conf: join(place, 'exabgp.conf') }
})

const parsed = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

e2e(
  `what ${samples.length} exabgp.conf become is a configuration that check takes without a word, with a diff, differences and steps`,
  async () => {
    const { stdout, stderr } = await execa(program, ['migrate', '--json', ...confs.map(({ conf }) => conf)])
    assert.equal(stderr, '')
    const results = parsed(stdout)
    assert.equal(results.length, samples.length)
    for (const { configurations, diff, steps, left } of results) {
      const [{ file, yaml }, ...others] = configurations
      const read = await readConfig({ file: { name: file, text: yaml }, flags: {} })
      assert.deepEqual([read.ok, read.ok && read.warnings, others, left], [true, [], [], []], yaml)
      assert.match(diff, /^-.*healthcheck.*\n\+.*--config=/m)
      assert.ok(steps.length > 4)
    }
  },
)

for (const version of ['4.2.21', '4.2.25', '5.0'] as const) {
  const { lacking, options } = await exabgpVersion(version)
  const wanted = confs.filter(({ sample }) => version === '5.0' || sample.since === undefined)
  e2e(
    `ExaBGP ${version}'s healthcheck and ours say the same of ${wanted.length} configurations, up, down and disabled, or the difference is told`,
    async () => {
      const flags = ['migrate', '--verify', '--json', '--exabgp', options.python ?? '', ...wanted.map(({ conf }) => conf)]
      const { stdout, exitCode, stderr } = await execa(program, flags, { reject: false })
      assert.deepEqual([exitCode, stderr], [0, ''])
      const results = parsed(stdout)
      assert.equal(results.length, wanted.length)
      for (const [index, { processes }] of results.entries()) judge(wanted[index]?.sample, processes[0].rows)
    },
    { lacking },
  )
}

// Every phase has its lines, each of theirs a real one, and nothing differs but what the sample says.
const judge = (sample: Sample | undefined, rows: readonly Row[]): void => {
  assert.ok(sample)
  const files = Object.values(sample.files ?? {}).join()
  const phases = ['up', 'down', ...(/--disable |disable =/.test(sample.words + files) ? ['disabled'] : [])]
  assert.deepEqual([...new Set(rows.map(({ phase }) => phase))], phases, sample.words)
  for (const row of rows) {
    assert.match(row.theirs, /(announce|withdraw) route /)
    const allowed: readonly string[] = sample.differs?.[row.phase] ?? []
    assert.notEqual(row.verdict, 'different', `${sample.words}\n${row.theirs}\n${row.ours}`)
    assert.deepEqual(
      row.keys.filter((key) => !allowed.includes(key)),
      [],
      `${sample.words}\n${row.theirs}\n${row.ours}`,
    )
  }
  for (const [phase, keys] of Object.entries(sample.differs ?? {}))
    assert.ok(
      rows.some((row) => row.phase === phase && keys.every((key) => row.keys.includes(key))),
      `${sample.words}: ${phase} differs in ${keys.join()}`,
    )
}
