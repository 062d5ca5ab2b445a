/** What of a request can be covered by a signature (RFC 9421, section 2). */
export interface SignableRequest {
  method: string
  /** Host and, where it is not the scheme's own, port, as `URL.host` writes it. */
  authority: string
  /** As sent, still percent-encoded. */
  path: string
  /** As sent, without its question mark. */
  query: string
  /** By lower-case name; several lines of one name are joined by ", ". */
  header: (name: string) => string | undefined | null
}

/** Parameters of a signature in the order in which they are written. */
export type SignatureParameters = readonly (readonly [name: string, value: string | number])[]

/**
 * The value of a component, undefined when the request does not have it. Names with "@" are derived, all others are header
 * fields; components with parameters of their own are not known here.
 */
export function componentValue(request: SignableRequest, name: string): string | undefined {
  switch (name) {
    case '@method':
      return request.method
    case '@authority':
      return request.authority.toLowerCase()
    case '@path':
      return request.path === '' ? '/' : request.path
    case '@query':
      return `?${request.query}`
    default:
      return name.startsWith('@') ? undefined : request.header(name)?.trim()
  }
}

/** The inner list with its parameters: what stands behind the label in Signature-Input and in the base's last line. */
export function serializeSignatureInput(components: readonly string[], parameters: SignatureParameters): string {
  const list = components.map((name) => `"${name}"`).join(' ')
  const told = parameters.map(([name, value]) => `;${name}=${typeof value === 'number' ? value : `"${value}"`}`)
  return `(${list})${told.join('')}`
}

/**
 * The text that is signed (RFC 9421, section 2.5), one line per component.
 * @throws Error when the request does not have a component.
 */
export function signatureBase(request: SignableRequest, components: readonly string[], signatureInput: string): string {
  const lines = components.map((name) => {
    const value = componentValue(request, name)
    if (value === undefined) throw new Error(`the request has no ${name}`)
    return `"${name}": ${value}`
  })
  return [...lines, `"@signature-params": ${signatureInput}`].join('\n')
}
