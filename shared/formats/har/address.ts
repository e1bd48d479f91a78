/** Addresses of requests without what lets somebody in: passwords, keys and tokens stand in query strings. */

const HIDDEN = '«…»';
/** Parameters that are secret by their name, in any letter case. */
const SECRET =
  /(?:^|[_.-])(?:access_?token|(?:credit_?)?card(?:_?number)?|cvc|cvv|iban|api_?key|apikey|auth|authorization|bearer|client_?secret|code|credential|hmac|id_?token|jwt|key|otp|passwd|password|pass|pin|pwd|refresh_?token|secret|session(?:_?id)?|sid|sig|signature|ticket|token|x-amz-\w+)$|token$|secret$|password$/i;
/** Long texts that mean nothing to people: signed or encrypted. */
const OPAQUE = /^[A-Za-z0-9_\-+/=%.]{40,}$/;

/** The address without user name, password and fragment, and with the values of secret parameters replaced. */
export function withoutSecrets(address: string): string {
  const [whole = ''] = address.split('#', 1);
  const at = whole.indexOf('?');
  const path = (at < 0 ? whole : whole.slice(0, at)).replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/@]*@/, '$1');
  if (at < 0) return path.startsWith('data:') ? `${path.slice(0, path.indexOf(',') + 1)}…` : path;
  const query = whole.slice(at + 1).split('&');
  return `${path}?${query.map(shown).join('&')}`;
}

function shown(parameter: string): string {
  const at = parameter.indexOf('=');
  if (at < 0) return OPAQUE.test(parameter) ? HIDDEN : parameter;
  const name = parameter.slice(0, at);
  const value = parameter.slice(at + 1);
  return value !== '' && (SECRET.test(decoded(name)) || OPAQUE.test(value)) ? `${name}=${HIDDEN}` : parameter;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
