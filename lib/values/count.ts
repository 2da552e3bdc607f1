// How is a number of things said?

/** `1 service`, `2 services`. */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
