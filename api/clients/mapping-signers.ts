import type { Hex } from 'viem'
import { z } from 'zod'
import { RetryableError } from '../../kit/errors.ts'
import { bytes32Field, hexField } from '../../kit/fields.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import type { NamedSigner } from '../../kit/named-signers.ts'
import type { Secret } from '../../kit/secret.ts'
import { PARTIES, type Party } from '../../sdk/src/mapping/parties.ts'
import type { CommitmentOpening, SignedMapping } from '../../sdk/src/mapping/record.ts'
import type { Mapping, MappingCheckpoint } from '../../sdk/src/typed-data/mapping.ts'
import { MAPPING_SIGNER_TIMEOUT_MS } from '../limits.ts'

/** A person's consent to a change, with the fields of the record: `MappingChange`. */
export interface ChangeAuthorization {
  deadline: number
  signature: Hex
}

export interface SignRequest {
  record: Mapping
  opening?: CommitmentOpening | undefined
  authorization?: ChangeAuthorization | undefined
}

/** One of the three parties, in a process of its own. What it answers is checked by whoever asks. */
export interface MappingSignerClient {
  sign(request: SignRequest): Promise<Hex>
  adopt(history: readonly SignedMapping[], opening: CommitmentOpening | undefined): Promise<void>
  head(userCommitment: Hex): Promise<{ version: number; digest?: Hex | undefined }>
  signPlace(position: number, signed: SignedMapping): Promise<Hex>
  signCheckpoint(checkpoint: MappingCheckpoint, proof: readonly Hex[]): Promise<MappingCheckpoint & { signature: Hex }>
  log(): Promise<{ placedSize: number; checkpointSize: number }>
}

export type MappingSignerClients = Readonly<Record<Party, MappingSignerClient>>

const count = z.number().int().min(0)
const signature = z.object({ signature: hexField(65) })
const headAnswer = z.object({ version: count, digest: bytes32Field.optional() })
const checkpointAnswer = z.object({ size: count, root: bytes32Field, issuedAt: count, signature: hexField(65) })
const logAnswer = z.object({ placedSize: count, checkpointSize: count })

export function createMappingSigners(signers: Record<Party, NamedSigner>, token: Secret): MappingSignerClients {
  const entries = PARTIES.map((party) => [party, clientOf(party, signers[party].url, token)])
  return Object.fromEntries(entries)
}

function clientOf(party: Party, url: string, token: Secret): MappingSignerClient {
  const http = createInternalClient({ name: 'mapping_signer', url, token, timeoutMs: MAPPING_SIGNER_TIMEOUT_MS })
  const ask = async <Schema extends z.ZodType>(schema: Schema, path: string, body?: unknown) => {
    const answer = await (body === undefined ? http.get(path) : http.post(path, body))
    const result = schema.safeParse(answer)
    if (result.success) return result.data
    const options = { code: 'MAPPING_SIGNER_UNAVAILABLE', details: party, cause: result.error }
    throw new RetryableError('A mapping signer’s answer was not understood.', options)
  }
  return {
    sign: async (request) => (await ask(signature, '/internal/v1/mappings/sign', request)).signature,
    adopt: async (history, opening) => {
      await http.post('/internal/v1/mappings/adopt', { history, ...(opening ? { opening } : {}) })
    },
    head: (userCommitment) => ask(headAnswer, `/internal/v1/mappings/${userCommitment}`),
    signPlace: async (position, signed) =>
      (await ask(signature, '/internal/v1/places/sign', { position, signed })).signature,
    signCheckpoint: (checkpoint, proof) =>
      ask(checkpointAnswer, '/internal/v1/checkpoints/sign', { checkpoint, proof }),
    log: () => ask(logAnswer, '/internal/v1/log'),
  }
}
