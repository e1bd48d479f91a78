/** The names of sessions: the same after every rebuild, and readable enough to find the session again. */

/** Made of the session's start, the person's id, and a count where sessions of one person start together. */
export const sessionId = (person: string, startMs: number, sameStart: number): string =>
  sessionIdOf(personTag(person), startMs, sameStart);

/** As {@link sessionId}, with the person's tag worked out before. */
export const sessionIdOf = (tag: number, startMs: number, sameStart: number): string =>
  `${startMs.toString(36)}-${tag.toString(36)}${sameStart === 0 ? '' : `-${sameStart + 1}`}`;

/** The number that stands for a person in the ids of its sessions: 53 bits. */
export const personTag = (person: string): number => hashText(person);

export interface SessionIdParts {
  readonly start: number;
  readonly tag: number;
  /** How many sessions of the person start at the same moment before it. */
  readonly sameStart: number;
}

const FORM = /^(-?[0-9a-z]+)-([0-9a-z]+)(?:-(\d+))?$/;

/** Undefined where the text is no session's id. */
export function parseSessionId(id: string): SessionIdParts | undefined {
  const [, start, tag, count] = FORM.exec(id) ?? [];
  if (start === undefined || tag === undefined) return undefined;
  const parts = {
    start: parseInt(start, 36),
    tag: parseInt(tag, 36),
    sameStart: count === undefined ? 0 : Number(count) - 1,
  };
  return sessionIdOf(parts.tag, parts.start, parts.sameStart) === id ? parts : undefined;
}

/** cyrb53 (public domain, bryc): 53 bits, for names that need not be secret. */
function hashText(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
