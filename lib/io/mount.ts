// On which mount does a path lie, without asking one that may hang?
import { readFileSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { now } from './clock.ts'

const readAgainAfterMs = 5000
/** As many links as the kernel follows (path_resolution(7)). */
const mostLinks = 40

/** `local`: on a disk of this machine or in its memory. */
type Mount = { readonly point: string; readonly local: boolean }

type Known = { readonly at: number; readonly text: string; readonly mounts: readonly Mount[]; readonly found: Map<string, Mount> }

let known: Known | undefined

/**
 * The mount on which the path lies. Symbolic links are followed where they lie on local ones, once as long as
 * the same is mounted; on any other, to read them could hang.
 */
export const mountOf = (path: string): Mount => {
  if (known === undefined || now() > known.at + readAgainAfterMs) known = look(known)
  const mount = known.found.get(path) ?? follow(resolve(path), known.mounts)
  known.found.set(path, mount)
  return mount
}

/** Reads the list of mounts again: does it say something else than before? */
export const isRemounted = (): boolean => {
  const before = known
  known = look(before)
  return before !== undefined && before.text !== known.text
}

const look = (before: Known | undefined): Known => {
  const text = readMounts()
  return before?.text === text ? { ...before, at: now() } : { at: now(), text, mounts: mountsIn(text), found: new Map() }
}

// The kernel answers for the list by itself.
const readMounts = (): string => {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return ''
  }
}

/** By proc(5), "mountinfo": the fifth field, with spaces and the like as \040, and the one behind the hyphen. Those with longer names come first. */
export const mountsIn = (text: string): readonly Mount[] =>
  text
    .split('\n')
    .flatMap((line) => {
      const [, point, type] = /^(?:\S+ ){4}(\S+) .*? - (\S+) /.exec(line) ?? []
      return point === undefined || type === undefined ? [] : [{ point: unescaped(point), local: localTypes.has(type) }]
    })
    .reverse() // what was mounted last lies on top
    .sort((one, other) => other.point.length - one.point.length)

const localTypes = new Set([
  'bcachefs',
  'btrfs',
  'erofs',
  'ext2',
  'ext3',
  'ext4',
  'f2fs',
  'overlay',
  'ramfs',
  'squashfs',
  'tmpfs',
  'xfs',
  'zfs',
])

const unescaped = (point: string): string =>
  point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

const follow = (path: string, mounts: readonly Mount[]): Mount => {
  let whole = path
  for (let links = 0; links <= mostLinks; links++) {
    const target = firstLink(whole, mounts)
    if (target === undefined) break
    whole = target
  }
  return mountFor(whole, mounts)
}

/** The path with the first of its links replaced by what that says, unless it is on a mount that is not local. */
const firstLink = (whole: string, mounts: readonly Mount[]): string | undefined => {
  const names = whole.split('/').slice(1)
  for (const [index] of names.entries()) {
    const part = `/${names.slice(0, index + 1).join('/')}`
    if (mountFor(part, mounts).point === part) continue
    if (!mountFor(part, mounts).local) return undefined
    const target = linkAt(part)
    if (target !== undefined) return resolve(dirname(part), target, ...names.slice(index + 1))
  }
  return undefined
}

const linkAt = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // no link, or nothing there
  }
}

const mountFor = (whole: string, mounts: readonly Mount[]): Mount =>
  mounts.find(({ point }) => whole === point || whole.startsWith(point === '/' ? point : `${point}/`)) ?? { point: '/', local: false }
