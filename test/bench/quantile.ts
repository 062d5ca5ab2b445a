/** The value below which a share of all lies, with one decimal. */
export function quantile(millis: readonly number[], share: number): number {
  const sorted = millis.toSorted((a, b) => a - b)
  return Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1))
}
