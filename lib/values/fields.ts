// What is in a value that comes from outside?

export type Fields = Readonly<Record<string, unknown>>

/** Whether this is a map of fields: no list, no text, not nothing. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
