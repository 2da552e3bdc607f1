// How do the metrics of several processes become one exposition?
import { labels } from './text.ts'

type Exposition = { readonly process: string; readonly text: string }

/** Each sample has the label `process`, and each family stands there once, with the help of the first that has it. */
export const merged = (expositions: readonly Exposition[]): string => {
  const families = new Map<string, { readonly head: readonly string[]; readonly samples: string[] }>()
  for (const { process, text } of expositions) {
    const own = labels({ process })
    for (const [help = '', type = '', ...samples] of familiesIn(text)) {
      const name = help.split(' ')[2] ?? ''
      const family = families.get(name) ?? { head: [help, type], samples: [] }
      for (const sample of samples) family.samples.push(labelled(sample, own))
      families.set(name, family)
    }
  }
  return [...families.values()]
    .flatMap(({ head, samples }) => [...head, ...samples])
    .map((line) => `${line}\n`)
    .join('')
}

// The lines of each, the first of which is its help.
const familiesIn = (text: string): readonly (readonly string[])[] =>
  text
    .split(/^(?=# HELP )/m)
    .filter((part) => part.startsWith('# HELP '))
    .map((part) => part.split('\n').filter((line) => line !== ''))

const labelled = (sample: string, own: string): string => {
  const [, name = '', rest = ''] = /^([^{ ]+)(.*)$/.exec(sample) ?? []
  return rest.startsWith('{') ? `${name}{${own},${rest.slice(1)}` : `${name}{${own}}${rest}`
}
