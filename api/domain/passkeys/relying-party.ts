import type { ApiConfig } from '../../config.ts'

/** ECDSA on P-256 with SHA-256 and nothing else: it is what the chain verifies. */
export const ALGORITHMS = [-7]

/** Who asks for passkeys, and from which pages. */
export interface RelyingParty {
  id: string
  origins: string[]
}

export function relyingPartyOf({ PASSKEY_RP_ID, PASSKEY_ORIGINS, PUBLIC_URL }: ApiConfig): RelyingParty {
  const { hostname, origin } = new URL(PUBLIC_URL)
  return {
    id: PASSKEY_RP_ID ?? hostname,
    origins: (PASSKEY_ORIGINS ?? [origin]).map((url) => new URL(url).origin),
  }
}
