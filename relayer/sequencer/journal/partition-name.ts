/** What a partition's directory and stream are called beside those of the whole; `index` counts from 0. */
export function partitionName(name: string, { count, index }: { count: number; index: number }): string {
  return count === 1 ? name : `${name}-${index + 1}of${count}`
}
