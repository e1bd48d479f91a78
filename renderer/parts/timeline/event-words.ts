/** Requests, vitals and errors of a timeline in words, and how well they went. Pure. */
import type { EventKind } from '../../../shared/model/event';
import { formatNumber } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import type { TimelineEvents } from './events';

export type Rating = 'good' | 'fair' | 'poor';

/** Up to the first is good, beyond the second poor: https://web.dev/articles/vitals */
const VITALS: Readonly<Record<string, readonly [good: number, poor: number]>> = {
  LCP: [2500, 4000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1800, 3000],
  TTFB: [800, 1800],
  FID: [100, 300],
};

const metricOf = (detail: string): string | undefined =>
  /(?<![a-z])(LCP|INP|CLS|FCP|TTFB|FID)(?![a-z])/i.exec(detail)?.[1]?.toUpperCase();

/** undefined for a metric without agreed bounds. */
export function rateVital(detail: string, value: number): Rating | undefined {
  const bounds = VITALS[metricOf(detail) ?? ''];
  if (bounds === undefined || Number.isNaN(value)) return undefined;
  return value <= bounds[0] ? 'good' : value <= bounds[1] ? 'fair' : 'poor';
}

/** A status of 400 and more, or none at all where one was named as 0. */
export const isFailed = (status: number): boolean => status >= 400 || status === 0;

/** How a request went, as far as it is known. */
export const rateRequest = (status: number): Rating | undefined =>
  Number.isNaN(status) ? undefined : isFailed(status) ? 'poor' : status >= 300 ? 'fair' : 'good';

/** `LCP 1.2 s`, `CLS 0.05`. */
export function vitalWords(detail: string, value: number): string {
  if (Number.isNaN(value)) return detail;
  return `${detail} ${metricOf(detail) === 'CLS' ? formatNumber(value) : msWords(value)}`.trim();
}

/** `84 ms`, `1.2 s`. */
export const msWords = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)}\u202fms` : formatDuration(Math.round(ms / 100) / 10);

/** `GET https://shop.test/api/cart?id=1` → `GET /api/cart`: the path tells requests apart; the whole where it has none. */
export const pathOfUrl = (url: string): string =>
  url.replace(/^((?:[A-Z]+ )?)[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]+).*$/i, '$1$2');

const DETAILED: ReadonlySet<EventKind> = new Set(['network', 'error', 'vitals', 'media']);

/** What there is to say of one event beside its name; empty where nothing is. `short`: of an address, the path alone. */
export function detailWords(events: TimelineEvents, index: number, short = false): string {
  const kind = events.kind[index] ?? 'custom';
  if (!DETAILED.has(kind)) return '';
  const whole = events.detail[index] ?? '';
  const detail = short ? pathOfUrl(whole) : whole;
  const status = events.status[index] ?? Number.NaN;
  const duration = events.durationMs[index] ?? Number.NaN;
  if (kind === 'vitals') return vitalWords(detail, events.value[index] ?? Number.NaN);
  const parts = [
    detail,
    Number.isNaN(status) ? '' : status === 0 ? 'no answer' : String(status),
    Number.isNaN(duration) ? '' : msWords(duration),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
