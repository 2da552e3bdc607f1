// How is an address of 4 or 16 octets written?

/** Dotted for 4 octets; for 16 the canonical form (RFC 5952), which the platform's URL parser knows. */
export const addressText = (bytes: Buffer): string =>
  bytes.length === 4
    ? [...bytes].join('.')
    : new URL(`http://[${bytes.toString('hex').replace(/(.{4})(?!$)/g, '$1:')}]/`).hostname.slice(1, -1)
