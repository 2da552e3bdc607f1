// In a few words, what is announced for a service, and to whom?
import { printable } from '../log/printable.ts'
import { some } from '../values/some.ts'
import type { VipSnapshot } from './vips.ts'

/** `9.9.9.9/32 prepend 2`; what has the same attributes and fate stands together. */
export const routesText = (vips: readonly VipSnapshot[]): string => {
  const there = vips.filter(({ announced, next, refused }) => announced || next === 'announce' || refused)
  if (there.length === 0) return 'nothing'
  const groups = new Map<string, string[]>()
  for (const vip of there) {
    const terms = [attributesText(vip), audienceText(vip), fateText(vip)].filter((term) => term !== '').join(' ')
    groups.set(terms, [...(groups.get(terms) ?? []), vip.nlri])
  }
  return printable([...groups].map(([terms, nlris]) => `${some(nlris)}${terms === '' ? '' : ` ${terms}`}`).join('; '))
}

/** What differs from a plain announcement. */
export const attributesText = ({ attributes = {} }: VipSnapshot): string =>
  Object.entries(attributes)
    .flatMap(([name, value]) => (name === 'next-hop' && value === 'self' ? [] : [attributeText(name, [value].flat())]))
    .join(' ')

// An own AS that stands there several times is what a prepend makes.
const attributeText = (name: string, values: readonly string[]): string => {
  if (name !== 'as-path') return `${name} ${values.join(' ')}`
  return values.length > 1 && values.every((asn) => asn === values[0]) ? `prepend ${values.length - 1}` : `as-path ${values.join(' ')}`
}

const audienceText = ({ neighbors }: VipSnapshot): string => (neighbors === undefined ? '' : `to ${some(neighbors)}`)

/** What is not as it should be; empty where ExaBGP has done what is wanted. */
export const fateText = ({ refused, inDoubt, next, unheard }: VipSnapshot): string => {
  if (refused) return '(refused)'
  if (unheard === true) return '(no neighbor takes it)'
  if (next === 'withdraw') return '(being withdrawn)'
  if (next === 'announce') return '(not acknowledged yet)'
  return inDoubt ? '(in doubt)' : ''
}
