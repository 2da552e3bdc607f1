// Which services have the running processes, for a shell that completes their names?
import { parseServiceName } from '../../config/values/names.ts'
import { printResult } from '../../io/print.ts'
import { isFields } from '../../values/fields.ts'
import { askProcesses } from '../processes.ts'
import type { Question } from './question.ts'

/** As long as somebody who has pressed TAB does not notice. */
const withinMs = 200

/** Prints them, each once. Whatever is wrong with a process, nothing of it is said here. */
export const printNames = async ({ process, socket }: Question): Promise<number> => {
  const choice = { ...(process !== undefined && { process }), ...(socket !== undefined && { socket }) }
  const { answered } = await askProcesses(choice, 'GET /v1/status', { withinMs })
  const names = answered.flatMap(({ body }) => namesIn(body))
  return printResult([...new Set(names)].sort(), 0)
}

// Only this of an answer is looked at, which a process of another version has too. A shell gets no other text of whoever listens there.
const namesIn = (body: unknown): readonly string[] => {
  const services = isFields(body) && Array.isArray(body.services) ? body.services : []
  return services.flatMap((one: unknown) =>
    isFields(one) && typeof one.name === 'string' && parseServiceName(one.name).ok ? [one.name] : [],
  )
}
