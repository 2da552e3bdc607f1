// What is the case on this machine beside files of ExaBGP's and ours?
import { readdir, statfs } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { execa } from 'execa'
import type { Facts } from '../../doctor/check.ts'
import { groupName } from '../../io/groups.ts'
import { readText } from '../../io/text-file.ts'

const withinMs = 2000

export const userNow = async (): Promise<Facts['user']> => {
  const { username, gid } = userInfo()
  return { name: username, group: await groupName(gid) }
}

/** Where systemd looks for the programs of a unit that says nothing else, on Debian. */
const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The first `node` in the PATH of the unit of ExaBGP, which is what the first line of our program finds. */
export const nodeOfUnit = async (): Promise<Facts['node']> => {
  const options = { reject: false, stdin: 'ignore', timeout: withinMs } as const
  const shown = await execa('systemctl', ['show', 'exabgp', '--property=Environment', '--value'], options)
  const path = shown.failed ? undefined : (/(?:^| )"?PATH=([^ "]+)/.exec(shown.stdout)?.[1] ?? usualPath)
  const { stdout, failed } = await execa('node', ['--version'], { ...options, ...(path !== undefined && { env: { PATH: path } }) })
  return { found: failed ? undefined : stdout.trim(), own: process.execPath }
}

const devices = '/proc/sys/net/ipv4/conf'

/** The greater of its own and of that of `all` counts for an interface. */
export const reversePaths = async (): Promise<Facts['reversePath']> => {
  const names = (await readdir(devices)).filter((name) => !['all', 'default', 'lo'].includes(name))
  const all = await filterOf('all')
  return new Map(await Promise.all(names.map(async (name) => [name, Math.max(all, await filterOf(name))] as const)))
}

const filterOf = async (device: string): Promise<number> => {
  const read = await readText(`${devices}/${device}/rp_filter`)
  return read.ok ? Number(read.text) : 0
}

/** Of those that are there. */
export const disksOf = async (paths: readonly string[]): Promise<Facts['disks']> => {
  const found = await Promise.all(paths.map((path) => statfs(path).catch(() => undefined)))
  return found.flatMap((stats, index) =>
    stats === undefined ? [] : [{ path: paths[index] ?? '', free: stats.bavail / Math.max(1, stats.blocks) }],
  )
}
