// May this process read what it has written itself?

/** Whatever umask it was started with: what that takes away from the owner stays, so that a successor can read what is left for it. */
export const keepOwnFiles = (): void => {
  const umask = process.umask(0o077)
  process.umask(umask & 0o077)
}
