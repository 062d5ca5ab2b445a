import { GCProfiler } from 'node:v8'

/** Bytes that `run` allocates on the heap: what the heap grew by and what was collected meanwhile. */
export function allocatedBytes(run: () => void): number {
  const profiler = new GCProfiler()
  profiler.start()
  const before = process.memoryUsage().heapUsed
  run()
  const after = process.memoryUsage().heapUsed
  const { statistics } = profiler.stop()
  const collected = statistics.reduce(
    (sum, { beforeGC, afterGC }) => sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
    0,
  )
  return after - before + collected
}
