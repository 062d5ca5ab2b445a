/** Standard base64 with padding, as structured fields write bytes (RFC 8941, section 3.3.5). */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
