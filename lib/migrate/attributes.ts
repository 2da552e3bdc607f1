// With which attributes of ours does one `exabgp healthcheck` announce a VIP?
import { attributeTable } from '../bgp/attribute-table.ts'
import type { Phase } from './difference.ts'
import type { Settings } from './settings.ts'

/** By their names in a configuration; the first is MED, as theirs has it. */
export type Attributes = Readonly<Record<string, string | readonly string[]>>

/** Those that we can read, and the names of the others with what was written. */
export type Announced = { readonly attributes: Attributes; readonly unreadable: Attributes }

/** `index`: the place of the first VIP of the service among those of the process, by which MED grows. */
export const announcedIn = (settings: Settings, phase: Phase, index: number): Announced => {
  const { metric, increase, localPreference, community, extendedCommunity, largeCommunity, asPath, pathId } = settings
  const written: Attributes = {
    med: String(metric[phase] + increase * index),
    ...(localPreference >= 0 && { 'local-preference': String(localPreference) }),
    ...listed('community', community[phase]),
    ...listed('extended-community', extendedCommunity),
    ...listed('large-community', largeCommunity),
    ...listed('as-path', asPath[phase]),
    ...(pathId !== 0 && { 'path-information': String(pathId) }),
  }
  const entries = Object.entries(written)
  return {
    attributes: Object.fromEntries(entries.filter(([name, value]) => isReadable(name, value))),
    unreadable: Object.fromEntries(entries.filter(([name, value]) => !isReadable(name, value))),
  }
}

const listed = (name: string, text: string | undefined): Attributes => {
  const words = text?.split(/[\s,[\]]+/).filter((word) => word !== '') ?? []
  return words.length === 0 ? {} : { [name]: words }
}

const isReadable = (name: string, value: string | readonly string[]): boolean => {
  const form = Object.entries(attributeTable).find(([one]) => one === name)?.[1].form
  if (form === undefined || !('read' in form)) return false
  const texts = typeof value === 'string' ? [value] : form.shape === 'words' ? [value.join(' ')] : value
  return texts.every((text) => form.read(text).ok)
}
