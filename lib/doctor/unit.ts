// What does systemd say of a unit?
import type { EnvironmentFile } from './environment-file.ts'

/** `values`: by the name of a property, each of its lines. */
export type Unit = {
  readonly values: ReadonlyMap<string, readonly string[]>
  /** What its programs find in their environment by the unit alone. */
  readonly environment: ReadonlyMap<string, string>
  /** What EnvironmentFile= names; what they set goes before `environment`. */
  readonly files: readonly EnvironmentFile[]
  readonly start: readonly string[]
  /** Commands before the start, by their words. */
  readonly before: readonly (readonly string[])[]
}

/** What `systemctl show` prints; `files`: what was found in those of EnvironmentFile=. */
export const readUnit = (text: string, files: readonly EnvironmentFile[] = []): Unit => {
  const values = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (name !== undefined) values.set(name, [...(values.get(name) ?? []), value])
  }
  const wordsOf = (name: string) => (values.get(name) ?? []).map(argumentsIn).filter((words) => words.length > 0)
  return {
    values,
    environment: new Map([
      ...(values.get('Environment') ?? []).flatMap(assignmentsIn),
      ...files.flatMap((file) => ('assignments' in file ? [...file.assignments] : [])),
    ]),
    files,
    start: wordsOf('ExecStart').at(-1) ?? [],
    before: wordsOf('ExecStartPre'),
  }
}

/** Empty where the unit does not set it. */
export const property = ({ values }: Unit, name: string): string => values.get(name)?.at(-1) ?? ''

/** The words of a list. */
export const words = (unit: Unit, name: string): readonly string[] =>
  property(unit, name)
    .split(' ')
    .filter((one) => one !== '')

const argumentsIn = (line: string): readonly string[] => /argv\[\]=(.*?) ; ignore_errors=/.exec(line)?.[1]?.split(' ') ?? []

const assignmentsIn = (line: string): readonly (readonly [string, string])[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].flatMap(([, quoted, plain]) => {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '') ?? []
    return name === undefined ? [] : [[name, value] as const]
  })
