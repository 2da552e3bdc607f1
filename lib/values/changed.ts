// What does a list become of which few things change?

/**
 * With each as `change` makes it; the same list where all are the same. What `change` goes by is given to it, so that it can be a function of its
 * module: at each of its collections V8 forgets what it has compiled of a function that is made anew for each call.
 */
export const changed = <Thing, Given>(
  list: readonly Thing[],
  change: (thing: Thing, index: number, given: Given) => Thing,
  given: Given,
): readonly Thing[] => {
  let next: Thing[] | undefined
  for (let index = 0; index < list.length; index++) {
    const thing = list[index] as Thing
    const now = change(thing, index, given)
    if (now === thing) continue
    next ??= [...list]
    next[index] = now
  }
  return next ?? list
}
