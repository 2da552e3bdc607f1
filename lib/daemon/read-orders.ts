// What do the files say in which orders are kept, and what of it can nobody read?
import { now } from '../io/clock.ts'
import { readStateFile } from '../io/state-file.ts'
import { type DrainOrder, joined, type KeptOrders, noOrders, withoutDrains } from '../policy/orders.ts'
import { decodeOrders, isSameParent, type WrittenOrders } from '../record/orders-file.ts'
import type { Uptime } from '../record/uptime.ts'

/** `reason`: a sentence. `hidden`: nobody can look, as against a file that is broken. `kept`: what can be read all the same. */
export type Unread = { readonly unread: string; readonly hidden: boolean; readonly kept?: WrittenOrders }

export type UptimeNow = () => Uptime | undefined

/** `absent`: there is no file. */
export type Written = WrittenOrders & { readonly absent?: true }

export const readOrders = async (path: string, uptime: UptimeNow): Promise<Written | Unread> => {
  const file = await readStateFile(path)
  if (file.kind === 'absent') return { parent: { pid: 0 }, kept: [], absent: true }
  if (file.kind === 'unreadable') return { unread: `${path} cannot be read: ${file.reason}`, hidden: true }
  const read = decodeOrders(file.text, { at: now(), wall: Date.now(), uptime: uptime() })
  return read.ok ? read.value : { unread: `${path} is broken: expected ${read.expected}`, hidden: false }
}

/** What stands `beside` counts for services whose orders the file does not know, and where there is no file. `hidden`: where stands what nobody could read. */
export const readTogether = async (
  path: string,
  beside: string,
  uptime: UptimeNow,
): Promise<{ readonly read: Written | Unread; readonly hidden: 'none' | 'in the file' | 'beside' | 'spent' }> => {
  const [file, other] = await Promise.all([readOrders(path, uptime), readOrders(beside, uptime)])
  if ('unread' in file) return { read: file, hidden: 'in the file' }
  if ('absent' in other) return { read: { ...file, kept: file.kept.map(settled) }, hidden: 'none' }
  if (!('absent' in file) && file.kept.every(({ orders }) => orders.known)) return { read: file, hidden: 'spent' }
  if ('unread' in other) return { read: 'absent' in file ? other : { ...other, kept: file }, hidden: 'beside' }
  return { read: 'absent' in file ? other : { ...file, kept: merged(file, other) }, hidden: 'spent' }
}

// Somebody has removed what nobody could read.
const settled = ({ service, orders }: KeptOrders): KeptOrders => ({ service, orders: joined(orders, noOrders) })

/** The orders of the one, and of the other where those are not known; a stop of an earlier ExaBGP than that of the one is over. */
const merged = (file: WrittenOrders, other: WrittenOrders): readonly KeptOrders[] => {
  const isOver = ({ by }: DrainOrder): boolean => by === 'stop' && !isSameParent(file.parent, other.parent)
  const left = new Map(other.kept.map(({ service, orders }) => [service, withoutDrains(orders, isOver)]))
  return file.kept.map(({ service, orders }) => ({
    service,
    orders: orders.known ? orders : joined(orders, left.get(service) ?? noOrders),
  }))
}
