// How does a word stand in ExaBGP's configuration, so that it is read as it was meant?

/** Whether ExaBGP can read it at all: its tokeniser knows no way to write a quotation mark, nor a control character that survives. */
export const isWritable = (word: string): boolean => !/["'\p{Cc}]/u.test(word)

/** The word as it stands, or in quotation marks. Throws for a word that is not writable. */
export const written = (word: string): string => {
  if (!isWritable(word)) throw new Error(`${JSON.stringify(word)} cannot stand in ExaBGP's configuration`)
  return /^[\w@%+=:./-]+$/.test(word) ? word : `"${word.replaceAll('\\', '\\\\')}"`
}
