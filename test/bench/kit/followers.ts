// Who follows the page of a process that is measured?
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { nodeProgram } from '../../e2e/kit/node-program.ts'
import type { Program } from '../../e2e/kit/program.ts'

/** `scrapeMs`: the change comes within so much of a scrape's beginning, about as long as its making takes. */
export const sizes = [
  { count: 20, scrapeMs: 2 },
  { count: 1000, scrapeMs: 15 },
] as const

/** 16 who read and 16 who do not; SIGUSR2 makes a scrape. */
export const startFollowers = async (node: Namespace, name: string, address: string, port: number): Promise<Program> => {
  const followers = node.program(name, nodeProgram(node.home.folder, 'followers', address, String(port)))
  followers.start()
  await followers.log.waitFor(/begun/)
  return followers
}
