// How is it said that another configuration is in force?
import { info, type NewsOf, type Sentences } from '../sentence.ts'

export const ofConfiguration = {
  configured: (news) => info(`another configuration is in force: ${changes(news)}`),
} satisfies Partial<Sentences>

const changes = ({ added, changed, removed, others }: NewsOf<'configured'>): string =>
  [named('new', added), named('changed', changed), named('removed', removed), others ? 'settings that apply to all services' : '']
    .filter((part) => part !== '')
    .join('; ')

/** So many are named. */
const most = 10

const named = (what: string, names: readonly string[]): string => {
  if (names.length === 0) return ''
  return `${what}: ${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`
}
