// How long did this process compute, whatever else the machine did meanwhile?

/** Milliseconds of processor time. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
