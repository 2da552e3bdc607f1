// Which number has a group of this machine, and which name a number?
import { readRegularFile } from './file.ts'

/** Undefined where /etc/group does not have it; a number is its own. Rejects where the file cannot be read. */
export const groupId = async (group: string): Promise<number | undefined> => {
  if (/^\d+$/.test(group)) return Number(group)
  return (await groups()).find(({ name }) => name === group)?.id
}

/** The number itself where nobody has given it a name. */
export const groupName = async (id: number): Promise<string> =>
  (await groups().catch(() => [])).find((group) => group.id === id)?.name ?? String(id)

// group(5): name:password:number:members
const groups = async (): Promise<readonly { readonly name: string; readonly id: number }[]> =>
  (await readRegularFile('/etc/group')).split('\n').map((line) => {
    const [name = '', , id = ''] = line.split(':')
    return { name, id: /^\d+$/.test(id) ? Number(id) : Number.NaN }
  })
