// What does ExaBGP's own healthcheck print, for each of these command lines?
import { readFile } from 'node:fs/promises'
import { execa } from 'execa'
import * as v from 'valibot'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

const played = v.array(v.object({ status: v.number(), out: v.string(), err: v.string() }))

type Played = v.InferOutput<typeof played>[number]

/**
 * Runs the main function of the installed module once for each, in a process of its own that is forked from one that has imported it. The
 * words decide what that does: nothing here keeps it from touching the machine.
 */
const driver = `
import json, os, sys, tempfile
from exabgp.application import healthcheck
results = []
for words in json.load(sys.stdin):
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        status = 70
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            sys.argv = ['healthcheck'] + words
            healthcheck.main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    status = os.waitpid(child, 0)[1]
    for file in (out, err):
        file.seek(0)
    results.append({'status': status >> 8 or status, 'out': out.read().decode('latin1'), 'err': err.read().decode('latin1')})
print(json.dumps(results))
`

/** A start of Python, and a moment for each. */
const withinMs = (count: number): number => 15_000 + count * 500

/** `exabgp`: the program, or a Python that has the module; looked for in PATH where it is not named. */
export const playHealthchecks = async (
  exabgp: string | undefined,
  lines: readonly (readonly string[])[],
): Promise<Parsed<readonly Played[]>> => {
  const [python, ...words] = await interpreterOf(exabgp)
  if (python === undefined) return expected('an installed ExaBGP, as --exabgp names one')
  const { failed, stdout, stderr, shortMessage } = await execa(python, [...words, '-c', driver], {
    input: JSON.stringify(lines),
    reject: false,
    timeout: withinMs(lines.length),
    killSignal: 'SIGKILL',
    cwd: '/',
  })
  const results = v.safeParse(v.pipe(v.string(), v.parseJson(), played), failed ? '' : stdout)
  return results.success
    ? parsed(results.output)
    : expected(`a Python with the module exabgp (${stderr.trim().split('\n').at(-1) || shortMessage})`)
}

// The first line of the program names the Python that has the module.
const interpreterOf = async (exabgp: string | undefined): Promise<readonly string[]> => {
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`.split(':').filter((folder) => folder !== '')
  for (const path of exabgp === undefined ? folders.map((folder) => `${folder}/exabgp`) : [exabgp]) {
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes === undefined) continue
    const [, line] = /^#!\s*(.*python.*)$/m.exec(bytes.subarray(0, 300).toString('latin1').split('\n')[0] ?? '') ?? []
    return line === undefined ? [path] : line.trim().split(/\s+/)
  }
  return exabgp === undefined ? [] : [exabgp]
}
