// May this be announced now, given all that has happened?
import { absent, type Possible, type Service, type Stance } from './services.ts'
import { lookBack, Spans, Timeline } from './timeline.ts'

/** How long everything from a server's death to the router's table may take at the most, while nothing on the way stands still. */
export const reactMs = 4000

/** A router is judged when nothing between it and ExaBGP has been disturbed for so long. */
export const calmMs = 10_000

/** Something was seen between two moments. */
export type Seen = { readonly from: number; readonly to: number; readonly service: Service; readonly stance: Stance }

/** Who knows what has happened, and what is right after that. */
export class Oracle {
  readonly #inputs = new Map<string, Timeline>()
  readonly #spans = new Map<string, Spans>()

  /** What `name` is over time. */
  input(name: string): Timeline {
    return made(this.#inputs, name, () => new Timeline())
  }

  /** When `name` stood still or could not be seen: `ours`, `haproxy`, `lines`, the name of a router, or `test` itself. */
  spans(name: string): Spans {
    return made(this.#spans, name, () => new Spans())
  }

  /** Everything that may rightly be announced for the service at some moment between these. */
  permitted(service: Service, from: number, to: number): readonly Stance[] {
    const right = (ms: number): readonly Stance[] => this.#right(service, lookBack(from, ms, this.#blind(service)), to)
    const prompt = right(reactMs)
    const floor = Math.min(...prompt.map((it) => service.stances.indexOf(it)))
    const late = right(reactMs + service.slowMs).filter((it) => service.stances.indexOf(it) >= floor)
    const passing = service.passing.flatMap(({ stance, after, ms }) => {
      const around = new Set(right(reactMs + service.slowMs + ms))
      return around.has(after) && around.size > 1 ? [stance] : []
    })
    return [...new Set([...prompt, ...late, ...passing])]
  }

  /**
   * Whether the test could see and the path to this router was undisturbed for long enough to judge what it has. While our process stands still
   * nobody tells a router that comes back.
   */
  judges(router: string, from: number, to: number): boolean {
    return !this.spans(router).overlap(lookBack(from, calmMs, [this.spans('ours')]), to) && !this.spans('test').overlap(from - reactMs, to)
  }

  forget(before: number): void {
    for (const it of [...this.#inputs.values(), ...this.#spans.values()]) it.forget(before)
  }

  #right(service: Service, from: number, to: number): readonly Stance[] {
    const possible: Possible = (input) => this.input(input).between(from, to)
    return [...service.right(possible), ...(possible('ours').has('leaving') ? [absent] : [])]
  }

  // What our process cannot see, it cannot act upon.
  #blind({ servers }: Service): readonly Spans[] {
    return ['test', 'ours', ...(servers.length > 0 ? ['haproxy'] : [])].map((name) => this.spans(name))
  }
}

const made = <It>(all: Map<string, It>, name: string, make: () => It): It => {
  const known = all.get(name) ?? make()
  all.set(name, known)
  return known
}
