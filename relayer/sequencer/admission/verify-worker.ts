import { parentPort, workerData } from 'node:worker_threads'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import type { VerifyJob, VerifyResult } from './verifier-pool.ts'
import { createVerifier } from './verify-message.ts'

const verify = createVerifier(workerData as GenexDomain)

parentPort?.on('message', ({ id, message }: VerifyJob) => {
  const answer = verify(message)
  const { user, system } = process.threadCpuUsage()
  parentPort?.postMessage({ id, answer, cpuMicros: user + system } satisfies VerifyResult, [answer])
})
