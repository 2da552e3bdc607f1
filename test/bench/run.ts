// Which benchmark is to be run?
import { readdirSync } from 'node:fs'

const known = readdirSync(import.meta.dirname)
  .filter((file) => file !== 'run.ts')
  .map((file) => file.replace('.ts', ''))
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))

if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}\n`)
  process.exitCode = 1
} else for (const name of asked.length === 0 ? known : asked) await import(`./${name}.ts`)
