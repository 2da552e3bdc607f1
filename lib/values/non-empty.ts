// Which lists have at least one?

export type NonEmpty<Item> = readonly [Item, ...Item[]]

/** The same list; throws where it is empty, which whoever made it has to rule out. */
export const nonEmpty = <Item extends NonNullable<unknown>>(list: readonly Item[]): NonEmpty<Item> => {
  const [first, ...rest] = list
  if (first === undefined) throw new Error('a list of at least one was expected')
  return [first, ...rest]
}
