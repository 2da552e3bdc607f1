// With which words does ExaBGP start this program as it was started now?
import { resolve } from 'node:path'
import { type FlagName, flagNames } from '../../config/flags/flags.ts'
import { type Problem, problemAt, shown } from '../../config/problems/problem.ts'
import type { Start } from '../../daemon/configure.ts'
import { isWritable } from '../../exabgp-conf/quoting.ts'

type RunCommand = { readonly words: readonly string[]; readonly problems: readonly Problem[] }

/**
 * Node with its options, this program, `run`, and the flags that were given, those of the environment among them: ExaBGP's may be another.
 * Paths are whole.
 */
export const runCommand = ({ file, flags: given }: Start): RunCommand => {
  const program = [process.execPath, ...process.execArgv, resolve(process.argv[1] ?? '')].map((word) => ({ label: '', word }))
  const config = file === undefined ? [] : [{ label: '--config', word: `--config=${resolve(file)}` }]
  const settings = flagNames.filter(isPassedOn).flatMap((name) => {
    const { label, values } = given[name] ?? { label: '', values: [] }
    return values.map((value) => ({ label, word: `--${name}=${value}` }))
  })
  const words = [...program, { label: '', word: 'run' }, ...config, ...settings]
  return {
    words: words.map(({ word }) => word),
    problems: words.filter(({ word }) => !isWritable(word)).map(({ label, word }) => unwritable(label, word)),
  }
}

// Of the sessions `run` wants to know who the neighbors are, and who waits for an end of all announcements.
const isPassedOn = (name: FlagName): boolean => name !== 'config'

const unwritable = (label: string, word: string): Problem =>
  problemAt(label, {
    path: [],
    expected: "no quotation marks, which cannot be written in ExaBGP's configuration (a file for --config may hold them)",
    got: shown(word),
  })
