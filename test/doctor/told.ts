// What does one check of doctor say to these facts?
import type { Ask, Facts, Finding } from '../../lib/doctor/check.ts'
import { checks } from '../../lib/doctor/table.ts'

/** A fact that is not given is asked in vain. */
export const told = async (id: string, facts: Partial<Facts>): Promise<readonly Finding[]> => {
  const ask = (async (name: keyof Facts) => {
    if (!(name in facts)) throw new Error(`nobody knows ${name}`)
    return facts[name]
  }) as Ask
  const check = checks.find((one) => one.id === id)
  if (check === undefined) throw new Error(`there is no check ${id}`)
  return check.judge(ask)
}
