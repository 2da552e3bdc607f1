// What does a list become of which few things change?

/** With each as `change` makes it; the same list where all are the same. */
export const changed = <Thing>(list: readonly Thing[], change: (thing: Thing, index: number) => Thing): readonly Thing[] => {
  let next: Thing[] | undefined
  for (let index = 0; index < list.length; index++) {
    const thing = list[index] as Thing
    const now = change(thing, index)
    if (now === thing) continue
    next ??= [...list]
    next[index] = now
  }
  return next ?? list
}
