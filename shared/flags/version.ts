/** Versions in conditions of flags, `1.4.2`: compared by their three numbers, as PostHog does; what follows them is left out. */
import type { VersionOperator } from './operators';

type Version = readonly [major: number, minor: number, patch: number];

const NUMBER = /^(?:0|[1-9]\d*)$/;

/** Undefined where the text is no version. A `v` before it and missing numbers (`1.4`) do no harm. */
export function versionOf(text: string): Version | undefined {
  const base = bare(text).split('-')[0]?.split('+')[0] ?? '';
  if (base === '' || base.startsWith('.')) return undefined;
  const [major = Number.NaN, minor = 0, patch = 0] = base.split('.').map(numberIn);
  return Number.isNaN(major + minor + patch) ? undefined : [major, minor, patch];
}

const bare = (text: string): string => text.trim().replace(/^v/i, '');

/** Empty parts count as 0; NaN where it is no number. */
const numberIn = (part: string): number => (part === '' ? 0 : NUMBER.test(part) ? Number(part) : Number.NaN);

/** From the first one, up to but without the second. */
type Span = readonly [from: Version, to: Version];

/** What `semver_tilde`, `semver_caret` and `semver_wildcard` take in; undefined where it is no version. */
function spanOf(operator: 'semver_tilde' | 'semver_caret' | 'semver_wildcard', text: string): Span | undefined {
  if (operator === 'semver_wildcard') return wildcardSpan(text);
  const from = versionOf(text);
  if (from === undefined) return undefined;
  const [major, minor, patch] = from;
  if (operator === 'semver_tilde') return [from, [major, minor + 1, 0]];
  return [from, major > 0 ? [major + 1, 0, 0] : minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1]];
}

/** `1.*` is every 1.x, `1.4.*` every 1.4.x. */
function wildcardSpan(text: string): Span | undefined {
  const parts = bare(text)
    .replace(/\.?\*$/, '')
    .split('.');
  const [major = Number.NaN, minor] = parts.slice(0, 2).map((part) => (part === '' ? Number.NaN : numberIn(part)));
  if (Number.isNaN(major) || (minor !== undefined && Number.isNaN(minor))) return undefined;
  return minor === undefined
    ? [
        [major, 0, 0],
        [major + 1, 0, 0],
      ]
    : [
        [major, minor, 0],
        [major, minor + 1, 0],
      ];
}

/** Whether a condition can be held against it. */
export const isVersionFor = (operator: VersionOperator, text: string): boolean =>
  operator === 'semver_tilde' || operator === 'semver_caret' || operator === 'semver_wildcard'
    ? spanOf(operator, text) !== undefined
    : versionOf(text) !== undefined;

/** False too where either is no version. */
export function comparesVersions(operator: VersionOperator, actual: string, wanted: string): boolean {
  const left = versionOf(actual);
  if (left === undefined) return false;
  if (operator === 'semver_tilde' || operator === 'semver_caret' || operator === 'semver_wildcard') {
    const span = spanOf(operator, wanted);
    return span !== undefined && order(left, span[0]) >= 0 && order(left, span[1]) < 0;
  }
  const right = versionOf(wanted);
  if (right === undefined) return false;
  const compared = order(left, right);
  switch (operator) {
    case 'semver_eq':
      return compared === 0;
    case 'semver_neq':
      return compared !== 0;
    case 'semver_gt':
      return compared > 0;
    case 'semver_gte':
      return compared >= 0;
    case 'semver_lt':
      return compared < 0;
    case 'semver_lte':
      return compared <= 0;
  }
}

const order = (left: Version, right: Version): number => left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
