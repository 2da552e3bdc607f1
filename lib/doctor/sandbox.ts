// What of what a program needs does its unit hide or forbid?
import { property, type Unit, words } from './unit.ts'

/** Paths. */
export type Needs = { readonly read: readonly string[]; readonly write: readonly string[] }

/** `instead`: lines of the unit that give it back. */
type Hidden = { readonly setting: string; readonly what: readonly string[]; readonly instead: readonly string[] }

/** By a setting each. */
export const hiddenBy = (unit: Unit, needs: Needs): readonly Hidden[] =>
  rules.flatMap(({ name, hides, instead }) => {
    const what = [...new Set(hides(unit, needs))]
    return what.length === 0 ? [] : [{ setting: `${name}=${property(unit, name)}`, what, instead: instead?.(what) ?? [`${name}=`] }]
  })

const isOn = (unit: Unit, name: string): boolean => ['yes', 'connected', 'disconnected'].includes(property(unit, name))

const isWithin = (path: string, folder: string): boolean => folder === '/' || path === folder || path.startsWith(`${folder}/`)

/** Of the paths those that are in one of the folders, which a unit writes with signs before and options behind. */
const within = (paths: readonly string[], folders: readonly string[]): readonly string[] =>
  paths.filter((path) => folders.some((folder) => isWithin(path, folder.replace(/^[-+]+/, '').split(':', 1)[0] ?? '')))

const all = ({ read, write }: Needs): readonly string[] => [...read, ...write]

/** What is not there is no reason not to start. */
const writeTo = (paths: readonly string[]): readonly string[] => [`ReadWritePaths=${paths.map((path) => `-${path}`).join(' ')}`]

/** HAProxy's socket and ours; sessions and checks; the addresses of this machine. */
const families = ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK']

/** A list that begins with `~` forbids. */
const isAllowed = (family: string, [first, ...others]: readonly string[]): boolean => {
  if (first === undefined) return true
  return first.startsWith('~') ? ![first.slice(1), ...others].includes(family) : [first, ...others].includes(family)
}

const protectedBy: Readonly<Record<string, readonly string[]>> = {
  yes: ['/usr', '/boot', '/efi'],
  full: ['/usr', '/boot', '/efi', '/etc'],
  strict: ['/'],
}

/** What a unit may write to, whatever else it may not. */
const writable = (unit: Unit): readonly string[] => [
  ...words(unit, 'ReadWritePaths'),
  ...owned.flatMap(([name, top]) => words(unit, name).map((folder) => `${top}/${folder}`)),
  ...(isOn(unit, 'PrivateTmp') ? ['/tmp', '/var/tmp'] : []),
  ...['/dev', '/proc', '/sys'],
]

const owned = [
  ['RuntimeDirectory', '/run'],
  ['StateDirectory', '/var/lib'],
  ['LogsDirectory', '/var/log'],
  ['CacheDirectory', '/var/cache'],
] as const

const unwritable = (unit: Unit, { write }: Needs, folders: readonly string[]): readonly string[] => {
  const paths = within(write, folders)
  const still = within(paths, writable(unit))
  return paths.filter((path) => !still.includes(path))
}

const homes = ['/home', '/root', '/run/user']

type Rule = {
  readonly name: string
  readonly hides: (unit: Unit, needs: Needs) => readonly string[]
  readonly instead?: (what: readonly string[]) => readonly string[]
}

/** A setting that is on, and needs to be off. */
const switchOff = (name: string, what: (needs: Needs) => readonly string[]): Rule => ({
  name,
  hides: (unit, needs) => (isOn(unit, name) ? what(needs) : []),
  instead: () => [`${name}=no`],
})

const rules: readonly Rule[] = [
  switchOff('MemoryDenyWriteExecute', () => ['Node, which compiles as it runs']),
  switchOff('PrivateNetwork', () => ['the network']),
  switchOff('PrivateTmp', (needs) => within(all(needs), ['/tmp', '/var/tmp'])),
  {
    name: 'ProtectHome',
    hides: (unit, needs) => {
      const how = property(unit, 'ProtectHome')
      return within(how === 'read-only' ? needs.write : ['no', ''].includes(how) ? [] : all(needs), homes)
    },
    instead: () => ['ProtectHome=no'],
  },
  {
    name: 'ProtectSystem',
    hides: (unit, needs) => unwritable(unit, needs, protectedBy[property(unit, 'ProtectSystem')] ?? []),
    instead: writeTo,
  },
  { name: 'ReadOnlyPaths', hides: (unit, needs) => unwritable(unit, needs, words(unit, 'ReadOnlyPaths')), instead: writeTo },
  { name: 'InaccessiblePaths', hides: (unit, needs) => within(all(needs), words(unit, 'InaccessiblePaths')) },
  { name: 'TemporaryFileSystem', hides: (unit, needs) => within(all(needs), words(unit, 'TemporaryFileSystem')) },
  {
    name: 'RestrictAddressFamilies',
    hides: (unit) => families.filter((family) => !isAllowed(family, words(unit, 'RestrictAddressFamilies'))),
  },
]
