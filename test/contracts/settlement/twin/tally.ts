/** What a run of random batches met, so that agreement is not agreement about nothing. */
export class Tally {
  readonly #counts = new Map<string, number>()

  count(name: string): void {
    this.#counts.set(name, this.of(name) + 1)
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  /** Names that were never met. */
  missing(names: readonly string[]): string[] {
    return names.filter((name) => this.of(name) === 0)
  }

  toString(): string {
    return [...this.#counts].map(([name, count]) => `${name} ${count}`).join(', ')
  }
}
