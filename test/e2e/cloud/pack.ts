// How does a test get the package as npm would publish it, and as Debian has it?
import { join } from 'node:path'
import { execa } from 'execa'
import type { Run } from '../kit/run.ts'

const root = join(import.meta.dirname, '../../..')

/** The path of the tarball. */
export const pack = async (run: Run): Promise<string> => {
  const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', run.folder], { cwd: root })
  const [packed] = JSON.parse(stdout)
  return join(run.folder, packed.filename)
}

/** The path of the .deb. */
export const packDeb = async (run: Run): Promise<string> => {
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', 'build/deb.ts', run.folder], { cwd: root })
  return stdout
}
