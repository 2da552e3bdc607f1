// What does a file that EnvironmentFile= of a unit names put into the environment?

/** `isOptional`: the unit starts without it. */
export type EnvironmentFile = {
  readonly path: string
  readonly isOptional: boolean
} & ({ readonly assignments: ReadonlyMap<string, string> } | { readonly reason: string })

/** What `systemctl show` says of them. */
export const environmentFilesIn = (lines: readonly string[]): readonly { readonly path: string; readonly isOptional: boolean }[] =>
  lines.flatMap((line) => {
    const [, path, ignored] = /^(\/.*?)(?: \(ignore_errors=(\w+)\))?$/.exec(line) ?? []
    return path === undefined ? [] : [{ path, isOptional: ignored === 'yes' }]
  })

/** A line each; quotation marks around a value are none of it. */
export const assignmentsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value = ''] = /^\s*([^#;=\s][^=\s]*)\s*=\s*(.*?)\s*$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')] as const]
    }),
  )
