import type { EngineEvent, Sequenced } from '../engine/types.ts'

/** What the journal says about brakes: every series with a market, and until when trading there is stopped (0: it is not). */
export class BrakeLog {
  #untilMs = new Map<number, number>()

  all(): [series: number, untilMs: number][] {
    return [...this.#untilMs]
  }

  apply({ command }: Sequenced, events: readonly EngineEvent[]): void {
    for (const event of events) if (event.kind === 'market-opened') this.#untilMs.set(event.series, 0)
    if (command.kind === 'BRAKED') this.#untilMs.set(command.series, command.untilMs)
  }

  restore(all: readonly [series: number, untilMs: number][]): void {
    this.#untilMs = new Map(all)
  }
}
