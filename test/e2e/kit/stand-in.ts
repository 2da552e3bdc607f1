// Who stands in for a process of ours?
import { readFileSync } from 'node:fs'
import { commandLine, descendants } from './process-tree.ts'

/** Whether somebody does: the shell that started it has said who in its environment, or it has started somebody itself. */
export const hasStandIn = (pid: number): boolean =>
  descendants(pid).some((it) => commandLine(it).includes('stand-in')) || commandLine(named(pid)).length > 0

const named = (pid: number): number => {
  try {
    return Number(/(?:^|\0)EXABGP_HAPROXY_STAND_IN=(\d+)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1])
  } catch {
    return Number.NaN // it is gone
  }
}
