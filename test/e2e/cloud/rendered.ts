// How does a test read user-data that cloud-init renders first?

/** The variables at its top. */
export const variablesOf = (userData: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...userData.matchAll(/^\{% set (\w+) = '?(.*?)'? %\}$/gm)].map(([, name = '', value = '']) => [name, value]))

/** The same with the variables filled in, of which alone it is made: cloud-init has Jinja for that. */
export const rendered = (userData: string): string => {
  const variables = variablesOf(userData)
  return userData.replace(/^\{% .* %\}\n/gm, '').replace(/\{\{ (\w+) \}\}/g, (_, name: string) => {
    const value = variables[name]
    if (value === undefined) throw new Error(`${name} is not set`)
    return value
  })
}
