// How long after a change of HAProxy's does a process say so?
import type { ChildProcess } from 'node:child_process'
import type { HaproxyInstance } from '../../e2e/kit/haproxy.ts'
import { saidAt } from './answered.ts'
import type { ChangeWatch } from './change-watch.ts'
import type { Single } from './thousand.ts'

/** Takes the server `s` of its backend away, or gives it back; the time is that from HAProxy's own stamp to the line for ExaBGP. */
export const delayMs = async (
  { vip, backend, process }: Single & { readonly process: ChildProcess },
  there: boolean,
  haproxy: HaproxyInstance,
  changes: ChangeWatch,
): Promise<number> => {
  const [changed, said] = [changes.next(backend, there), saidAt(process, there ? 'announce' : 'withdraw', vip)]
  await haproxy.command(`set server ${backend}/s state ${there ? 'ready' : 'maint'}`)
  return (await said) - (await changed)
}
