/**
 * Recognises what tells who somebody is or lets one in: e-mail addresses, card numbers, phone numbers, IBANs, tokens.
 * Told by shape and check digits, so that order numbers and times are left alone; and masks it.
 */
export const PERSONAL_KINDS = ['e-mail address', 'card number', 'phone number', 'IBAN', 'token', 'password'] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

export interface Personal {
  readonly kind: PersonalKind;
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
}

/** Most texts hold none of these and are done with after one look. */
const SUSPECT = /@|%40|\d{4}|\+\d|eyJ|_live_|gh[pousr]_|AKIA|xox[abp]-|Bearer |\d[ -]\d{2}/;

const EMAIL = /[\w.!#$&'*+/=?^`{|}~-]+(?:@|%40)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.[a-z]{2,}/i;
/** An address written for a retina screen (`logo@2x.png`) is none. */
const FILE_END = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json|html?)$/i;
/** Addresses of machines. */
const NOBODYS = /^(?:no-?reply|do-?not-?reply|mailer-daemon)@/i;
const CARD = /(?<![\d.-])(?:\d[ -]?){12,18}\d(?![\d.-])/g;
const PHONE = /(?<![\w+])\+\d[\d ().-]{7,18}\d(?![\w.])/;
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/;
const TOKEN =
  /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}|[rs]k_live_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,}|Bearer [\w.~+/-]{16,}/;

/** The first personal thing in a text; undefined where there is none. */
export function findPersonal(text: string): Personal | undefined {
  if (text.length < 7 || !SUSPECT.test(text)) return undefined;
  const looked = text.length > MOST_LOOKED ? text.slice(0, MOST_LOOKED) : text;
  return (
    matched('token', TOKEN.exec(looked)) ??
    matched('e-mail address', emailIn(looked)) ??
    cardIn(looked) ??
    matched('IBAN', ibanIn(looked)) ??
    matched('phone number', phoneIn(looked))
  );
}

/** Characters of a text that are looked at: longer ones are documents. */
const MOST_LOOKED = 4_000;

const matched = (kind: PersonalKind, match: RegExpExecArray | null): Personal | undefined =>
  match === null ? undefined : { kind, from: match.index, to: match.index + match[0].length };

function emailIn(text: string): RegExpExecArray | null {
  if (!text.includes('@') && !text.includes('%40')) return null;
  const match = EMAIL.exec(text);
  if (match === null || FILE_END.test(match[0]) || NOBODYS.test(match[0])) return null;
  // `git@github.com:waymark/waymark.git` is where a repository lies.
  return /^:[\w/~]/.test(text.slice(match.index + match[0].length)) ? null : match;
}

function cardIn(text: string): Personal | undefined {
  for (const match of text.matchAll(CARD)) {
    if (isCardNumber(match[0].replace(/[ -]/g, ''))) {
      return { kind: 'card number', from: match.index, to: match.index + match[0].length };
    }
  }
  return undefined;
}

/** The ranges that card schemes issue, with their lengths; the check digit alone would take every tenth order number. */
const ISSUED = /^(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d)\d{12})$/;

export function isCardNumber(digits: string): boolean {
  if (!ISSUED.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let at = digits.length - 1, isDouble = false; at >= 0; at -= 1, isDouble = !isDouble) {
    const digit = Number(digits[at]) * (isDouble ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function ibanIn(text: string): RegExpExecArray | null {
  const match = IBAN.exec(text);
  return match !== null && isIban(match[0].replaceAll(' ', '')) ? match : null;
}

/** ISO 13616: moved around, letters as numbers, it leaves 1 when divided by 97. */
function isIban(text: string): boolean {
  if (text.length < 15 || text.length > 34) return false;
  let rest = 0;
  for (const letter of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function phoneIn(text: string): RegExpExecArray | null {
  const match = PHONE.exec(text);
  const digits = match?.[0].replace(/\D/g, '').length ?? 0;
  return digits >= 9 && digits <= 15 ? match : null;
}

/** Whether a property of this name with a text in it holds a password. */
export const isPasswordName = (name: string): boolean =>
  /^(?:(?:user|account|new|old|current|confirm|login)[ _-]?)?(?:password|passwd|passphrase|pwd)(?:[ _-]?confirm(?:ation)?)?$/i.test(
    name,
  );

/** Stars, bullets, or a word that says it was taken out. */
export const isMasked = (text: string): boolean =>
  /^[*•x●]+$/i.test(text) || /^[[<({]?(?:redacted|filtered|masked|removed|hidden|secret)[\])}>]?$/i.test(text);

/** What may be shown in its place: enough to find it, too little to use it. */
export function maskPersonal(kind: PersonalKind, text: string): string {
  switch (kind) {
    case 'e-mail address': {
      const [name = '', host = ''] = text.split(/@|%40/);
      return `${name.slice(0, 1)}…@…${host.slice(host.lastIndexOf('.'))}`;
    }
    case 'card number':
      return `… ${text.replace(/\D/g, '').slice(-4)}`;
    case 'phone number':
      return `${text.slice(0, 3)}…${text.slice(-2)}`;
    case 'IBAN':
      return `${text.slice(0, 2)}…${text.slice(-2)}`;
    case 'token':
      return `${text.slice(0, 4)}… (${text.length} characters)`;
    case 'password':
      return `${text.length} characters`;
  }
}

const MOST_SHOWN = 80;
const MOST_TAKEN_OUT = 8;

/** A text with everything personal in it masked. */
export function withoutPersonal(text: string): string {
  let rest = text.length > MOST_LOOKED ? text.slice(0, MOST_LOOKED) : text;
  for (let turn = 0; turn < MOST_TAKEN_OUT; turn += 1) {
    const personal = findPersonal(rest);
    if (personal === undefined) return rest;
    const masked = maskPersonal(personal.kind, rest.slice(personal.from, personal.to));
    rest = `${rest.slice(0, personal.from)}${masked}${rest.slice(personal.to)}`;
  }
  // A text full of them says nothing without them.
  return '…';
}

/** A value for people to see in a message: short, and nothing personal in it. */
export function shownValue(value: unknown): string {
  const text = withoutPersonal(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}
