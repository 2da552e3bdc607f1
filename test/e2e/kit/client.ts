// Who has answered a client, and when?
import * as v from 'valibot'
import type { LogLine } from './log-file.ts'
import type { Namespace } from './namespace.ts'
import { nodeProgram } from './node-program.ts'
import type { Program } from './program.ts'

/** One request: begun at `at` (milliseconds since the epoch), over after `ms`; `answer` is the page of a status 200, `error` says what happened in its place. */
export type Reply = v.InferOutput<typeof replySchema>

/** A client that asks a URL again and again, each time on a fresh connection; with a name of its own where several are in one namespace. */
export class Client {
  readonly namespace: Namespace
  readonly program: Program

  constructor(namespace: Namespace, url: string, { everyMs = 50, timeoutMs = 500, name = 'probe' } = {}) {
    this.namespace = namespace
    this.program = namespace.program(name, nodeProgram(namespace.home.folder, 'probe', url, String(everyMs), String(timeoutMs)))
  }

  start(): void {
    this.program.start()
  }

  /** Every reply until now, in the order in which they came. */
  replies(): Reply[] {
    return this.program.log.lines().map(replyIn)
  }

  follow(listener: (reply: Reply) => void): () => void {
    return this.program.log.follow((line) => listener(replyIn(line)))
  }
}

const replyIn = ({ text }: LogLine): Reply => v.parse(v.pipe(v.string(), v.parseJson(), replySchema), text)

const replySchema = v.object({ at: v.number(), ms: v.number(), answer: v.optional(v.string()), error: v.optional(v.string()) })
