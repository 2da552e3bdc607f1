// How does the source become the package: one split bundle, the schemas for editors and programs, and the licences of what is inside, and what people read and type?
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { bundle, bundledPackages } from './build/bundle.ts'
import { commandTable } from './build/command-table.ts'
import { completionFiles } from './build/completion.ts'
import { licenceTexts } from './build/licences.ts'
import { manual } from './build/manual.ts'
import { manualOfFile } from './build/manual-of-file.ts'
import { dist, type File, program, root } from './build/places.ts'
import { type Contained, sbom } from './build/sbom.ts'
import { tablesOf } from './build/tables.ts'
import { jsonSchema } from './lib/config/schema/json-schema.ts'
import { statusJsonSchema } from './lib/status/json-schema.ts'

const main = async (): Promise<void> => {
  const { files, metafile } = await bundle()
  const bundled = bundledPackages(metafile)
  const documents = {
    'config.schema.json': jsonSchema(),
    'status.schema.json': statusJsonSchema(),
    'sbom.cdx.json': sbom(await contained('.'), await Promise.all(bundled.map(contained))),
  }
  const shipped = {
    'THIRD-PARTY-LICENSES.txt': await licenceTexts(bundled),
    ...Object.fromEntries(Object.entries(documents).map(([name, document]) => [name, `${JSON.stringify(document, undefined, 2)}\n`])),
    ...(await forPeople()),
  }
  await replaceDist([...files, ...Object.entries(shipped).map(([name, contents]) => ({ path: join(dist, name), contents }))])
}

const textOf = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

/** Manual pages and completion, from the tables that also make --help and REFERENCE.md. */
const forPeople = async (): Promise<Readonly<Record<string, string>>> => {
  const tables = tablesOf(await textOf('REFERENCE.md'))
  const commands = commandTable()
  const date = dateOf(await textOf('CHANGELOG.md'))
  const exitStatus = tables.find(({ heading }) => heading === 'Exit status')
  if (exitStatus === undefined) throw new Error('REFERENCE.md has no table of exit statuses')
  const completion = Object.entries(completionFiles(commands)).map(([name, text]) => [`completion/${name}`, text])
  return {
    'man/exabgp-haproxy.8': manual({ commands, exitStatus, date }),
    'man/exabgp-haproxy.yaml.5': manualOfFile({
      keys: tables.filter(({ header }) => header[0] === 'key'),
      example: await textOf('contrib/exabgp-haproxy.yaml'),
      date,
    }),
    ...Object.fromEntries(completion),
  }
}

/** Of the newest release, as manual pages write it. */
const dateOf = (changelog: string): string => {
  const [, day = ''] = /^## \d+\.\d+\.\d+ - (\S+)$/m.exec(changelog) ?? []
  return new Date(day).toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })
}

const contained = async (folder: string): Promise<Contained> => {
  const { name, version, license } = JSON.parse(await textOf(join(folder, 'package.json')))
  return { name, version, license }
}

/** All at once and last, so that a build that fails leaves the former one in place. */
const replaceDist = async (files: readonly File[]): Promise<void> => {
  await rm(dist, { recursive: true, force: true })
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents)
  }
  await chmod(program, 0o755)
  const bytes = files.reduce((sum, { contents }) => sum + contents.length, 0)
  process.stdout.write(`${relative(root, dist)}: ${files.length} files, ${Math.round(bytes / 1024)} kB\n`)
}

await main()
