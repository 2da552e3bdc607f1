// Where do packages of another Debian release come from, and why could they not be had?
import { ExecaError, execa } from 'execa'

/** The mirror that this machine uses; a machine that has never asked for its package lists does not know. */
export const mirror = async (): Promise<string> => {
  const words = ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Origin: Debian', 'Label: Debian']
  const { stdout } = await execa('apt-get', words, { reject: false })
  return stdout.split('\n').find((line) => line !== '') ?? 'http://deb.debian.org/debian'
}

/** What apt said, which is in lines that begin with `E:`, or else what went wrong. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof ExecaError)) return String(error)
  return /^E: .*/m.exec(String(error.stderr))?.[0] ?? error.shortMessage
}
