import { once } from 'node:events'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

const EVERY_MS = 10
/** About what a small group commit writes. */
const BYTES = 2_048

/** Milliseconds that write and fdatasync take on the disk of a directory while something else runs there. */
export async function measureFdatasync(directory: string, meanwhile: () => Promise<unknown>): Promise<number[]> {
  const probe = new Worker(new URL(import.meta.url), { workerData: directory })
  // Its start is work for the processor, too, and must not fall into what is measured.
  await once(probe, 'message')
  await meanwhile()
  probe.postMessage('stop')
  const [millis] = (await once(probe, 'message')) as [number[]]
  return millis
}

async function probe(directory: string): Promise<void> {
  const file = openSync(join(directory, 'fdatasync-probe'), 'w')
  const bytes = Buffer.alloc(BYTES, 1)
  const millis: number[] = []
  let isStopped = false
  parentPort?.once('message', () => {
    isStopped = true
  })
  parentPort?.postMessage('ready')
  while (!isStopped) {
    const started = performance.now()
    writeSync(file, bytes)
    fdatasyncSync(file)
    millis.push(performance.now() - started)
    await pause(EVERY_MS)
  }
  closeSync(file)
  parentPort?.postMessage(millis)
}

if (!isMainThread) await probe(workerData as string)
