// What was wrong, for how long, and what had happened around it?
import type { Oracle, Seen } from './oracle.ts'
import type { Stance } from './services.ts'

/** Something that must not be; `from` to `to` is when it was seen. */
export type Violation = {
  readonly what: string
  readonly service?: string
  readonly observer: string
  readonly from: number
  to: number
  readonly stance?: Stance
  readonly permitted?: readonly Stance[]
}

/** Counts what was judged, and keeps what was wrong, one entry as long as it lasts. */
export class Judge {
  readonly violations: Violation[] = []
  judged = 0
  unjudged = 0
  readonly #last = new Map<string, number>()
  readonly #oracle: Oracle
  readonly #open = new Map<string, Violation>()
  readonly #tell: (violation: Violation) => void

  constructor(oracle: Oracle, tell: (violation: Violation) => void) {
    this.#oracle = oracle
    this.#tell = tell
  }

  /** What a router has, or a line says, for a prefix. */
  saw(observer: string, prefix: string, { service, stance, from, to }: Seen): void {
    const key = `${observer} ${prefix}`
    if (!this.#oracle.judges(observer, from, to)) {
      this.unjudged++
      this.#open.delete(key)
      return
    }
    this.judged++
    this.#last.set(observer, to)
    const permitted = this.#oracle.permitted(service, from, to)
    if (permitted.includes(stance)) return void this.#open.delete(key)
    const known = this.#open.get(key)
    if (known !== undefined && known.stance === stance) known.to = to
    else
      this.#open.set(
        key,
        this.wrong({ what: `${observer} has ${prefix}: ${stance}`, service: service.name, observer, from, to, stance, permitted }),
      )
  }

  /** Whether what it has was judged since then. */
  hasJudged(observer: string, since: number): boolean {
    return (this.#last.get(observer) ?? 0) >= since
  }

  wrong(violation: Violation): Violation {
    this.violations.push(violation)
    this.#tell(violation)
    return violation
  }
}
