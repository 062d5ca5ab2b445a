import { parentPort, workerData } from 'node:worker_threads'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { createOrderHasher, digestHex } from './order-digest.ts'
import { recoverSigner } from './signature.ts'
import type { Verified, VerifyJob, VerifyResult } from './verifier-pool.ts'

const hash = createOrderHasher(workerData as GenexDomain)

parentPort?.on('message', ({ id, orders }: VerifyJob) => {
  const verified = orders.map(({ order, signature }): Verified => {
    const digest = hash(order)
    const signed = recoverSigner(digest, signature)
    return signed ? { digest: digestHex(digest), signed } : { digest: digestHex(digest) }
  })
  parentPort?.postMessage({ id, verified } satisfies VerifyResult)
})
