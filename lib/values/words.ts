// Which words does a text have, between blanks and commas?

export const wordsIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '')
