// How does a test get a Debian of another release: from where, and why could it not be had?
import { ExecaError, execa } from 'execa'

/** Makes a Debian of the release in the folder. A mirror that has not been brought up to date for a while will do, and so will a machine whose clock is wrong. Whatever else is to be done goes before it. */
export const bootstrap = async (release: string, folder: string, ...options: readonly string[]): Promise<void> => {
  const source = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await mirror()} ${release} main`
  const settings = ['Acquire::Check-Valid-Until "false"', 'Acquire::Check-Date "false"', 'Acquire::Retries "3"'].map(
    (it) => `--aptopt=${it}`,
  )
  await execa('nice', ['mmdebstrap', '--quiet', ...settings, ...options, release, folder, source], { stdin: 'ignore', timeout: 600_000 })
}

/** What apt said, which is in lines that begin with `E:`, or else what went wrong. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof ExecaError)) return String(error)
  return /^E: .*/m.exec(String(error.stderr))?.[0] ?? error.shortMessage
}

/** The mirror that this machine uses; a machine that has never asked for its package lists does not know. */
const mirror = async (): Promise<string> => {
  const words = ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Origin: Debian', 'Label: Debian']
  const { stdout } = await execa('apt-get', words, { reject: false })
  return stdout.split('\n').find((line) => line !== '') ?? 'http://deb.debian.org/debian'
}
