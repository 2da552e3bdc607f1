// How is something written in Prometheus' text format 0.0.4?

/** `a="1",b="2"`; names come from us, values from anywhere. */
export const labels = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`)
    .join(',')

export const helpText = (help: string): string => help.replace(/[\\\n]/g, escaped)

export const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'

const escaped = (character: string): string => (character === '\n' ? '\\n' : `\\${character}`)
