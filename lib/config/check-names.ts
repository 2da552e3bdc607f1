// By what name do people know the checks of a service?
import { type CheckKey, keyed } from './check-key.ts'
import { type Check, plainName } from './schema/checks/kinds.ts'

/** In their order, each once: those of one name have a number behind it, from the second on. Nothing in them is a secret. */
export const checkNames = (checks: readonly Check[]): readonly string[] => numbered(checks.map(plainName))

/** Each once: those that are the same have a number behind them, from the second on. */
export const numbered = (names: readonly string[]): readonly string[] => {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} #${count}`
  })
}

/** The name of one of them. */
export const nameByKey = (checks: readonly Check[], key: CheckKey): string =>
  checkNames(checks)[keyed(checks).findIndex(([other]) => other === key)] ?? key.split(' ')[0] ?? ''
