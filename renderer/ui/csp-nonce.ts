/** The nonce under which this page may add style elements; the host writes it into index.html for each answer. */
export function cspNonce(): string | undefined {
  const meta = document.querySelector('meta[property="csp-nonce"]');
  const nonce = meta?.getAttribute('content') ?? '';
  return nonce === '' || nonce.startsWith('%') ? undefined : nonce;
}

/** Hands the nonce to Radix's scroll lock, which asks for it under webpack's name. Call once before rendering. */
export function installCspNonce(): void {
  const nonce = cspNonce();
  if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce });
}
