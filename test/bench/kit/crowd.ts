// What does a HAProxy with ten thousand servers look like?
import { HaproxyInstance } from '../../e2e/kit/haproxy.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { haproxyPreamble } from './haproxy-preamble.ts'

/** How many servers each of the backends has. */
export const each = 100

/** The backends that have so many. */
export const crowded: readonly string[] = Array.from({ length: 100 }, (_, index) => `b${index}`)

/** A HAProxy with all of them, and with backends of one server `s`, which each tell what happens to a ring of their own name. */
export const startCrowd = async (node: Namespace, ...single: readonly string[]): Promise<HaproxyInstance> => {
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(
    [
      haproxyPreamble(haproxy.socket, 'bench', ...single),
      ...crowded.map((name) => `backend ${name}\n${servers}`),
      ...single.map((name) => `backend ${name}\n  log ring@${name} local0 notice\n  log ring@bench local0 notice\n${serverLine('s')}`),
    ].join(''),
  )
  await haproxy.start()
  return haproxy
}

// Without a check, so that HAProxy has nothing else to do.
const serverLine = (name: string): string => `  server ${name} 127.0.0.1:9\n`

const servers = Array.from({ length: each }, (_, index) => serverLine(`s${index}`)).join('')
