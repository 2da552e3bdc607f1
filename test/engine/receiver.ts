// What does a router with route flap damping (RFC 2439) make of the lines that it is sent?
import type { Sent } from './simulation.ts'

type Figures = { readonly halfLifeMs: number; readonly suppress: number; readonly reuse: number }

/** Those of Cisco and FRR. */
export const usual: Figures = { halfLifeMs: 15 * 60_000, suppress: 2000, reuse: 750 }

type Suppressed = {
  readonly from: number
  /** Whether the route was announced at the time, so that traffic was lost. */
  readonly announced: boolean
}

/**
 * When the receiver began to suppress a route, and when it refused one that came back. `stepMs`: it counts time in steps of this length,
 * and each change begins a new one, as in FRR (5 s); 0: exactly.
 */
export const suppressions = (lines: readonly Sent[], { halfLifeMs, suppress, reuse }: Figures, stepMs = 0): readonly Suppressed[] => {
  const found: Suppressed[] = []
  let penalty = 0
  let suppressed = false
  let now: string | undefined
  let last = 0
  for (const { at, line } of lines.filter((one) => /^(announce|withdraw)/.test(one.line))) {
    const next = line.startsWith('announce') ? line : undefined
    if (next === now) continue
    const passed = stepMs === 0 ? at - last : Math.floor((at - last) / stepMs) * stepMs
    penalty *= 0.5 ** (passed / halfLifeMs)
    last = at
    suppressed &&= penalty >= reuse
    penalty += now === undefined ? 0 : next === undefined ? 1000 : 500
    if (penalty >= suppress) suppressed = true
    if (suppressed) found.push({ from: at, announced: next !== undefined })
    now = next
  }
  return found
}
