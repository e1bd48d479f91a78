/**
 * What an event of a technical kind is about, in four plain columns, whatever SDK sent it: the lanes of the timeline
 * read these. Which property names count is listed in docs/sessions.md.
 */
import type { EventKind } from '../model/event';
import { isJsonObject, type Json, type JsonObject } from '../model/json';

export interface EventDetail {
  /** The address of a request or medium, the message of an error, the metric of a vital. */
  readonly detail?: string;
  /** How long a request took, or how long a medium is (ms). */
  readonly durationMs?: number;
  /** HTTP status of a request. */
  readonly status?: number;
  /** What a vital measured: ms, or a plain score for CLS. */
  readonly value?: number;
}

/** The kinds of which {@link eventDetail} knows anything. */
export const DETAIL_KINDS = ['network', 'error', 'vitals', 'media'] as const satisfies readonly EventKind[];

const URL_KEYS = ['$url', 'url', 'url.full', 'http.url', '[Amplitude] URL', '$request_url', 'name'];
const METHOD_KEYS = ['$method', 'method', 'http.request.method', 'http.method', '[Amplitude] Request Method'];
const STATUS_KEYS = [
  '$status',
  'status',
  'status_code',
  'http.response.status_code',
  'http.status_code',
  '[Amplitude] Status Code',
];
const DURATION_KEYS = ['$duration_ms', 'duration_ms', '[Amplitude] Duration', 'duration'];
const MESSAGE_KEYS = [
  '$exception_message',
  'message',
  'error_message',
  'exception.message',
  '[Amplitude] Error Message',
];
const ERROR_TYPE_KEYS = ['$exception_type', 'error_type', 'exception.type', '[Amplitude] Error Name'];
const METRIC_KEYS = ['$metric', 'metric', 'name'];
const VALUE_KEYS = ['$value', 'value'];
const MEDIA_KEYS = ['title', 'video_title', '$title', 'name', '$url', 'url'];
/** Segment and others give seconds here. */
const SECONDS_KEYS = ['total_length', 'content_length'];

/** The order in which a vital that carries several metrics is told: the first it has. */
export const VITAL_METRICS = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB', 'FID'] as const;

export function eventDetail(kind: string, properties: JsonObject): EventDetail {
  switch (kind) {
    case 'network':
      return network(properties);
    case 'error':
      return failure(properties);
    case 'vitals':
      return vital(properties);
    case 'media':
      return medium(properties);
    default:
      return {};
  }
}

function network(properties: JsonObject): EventDetail {
  const url = textOf(properties, URL_KEYS);
  const method = textOf(properties, METHOD_KEYS);
  return parts({
    detail: url !== undefined && method !== undefined ? `${method.toUpperCase()} ${url}` : (url ?? method),
    durationMs: numberOf(properties, DURATION_KEYS),
    status: numberOf(properties, STATUS_KEYS),
  });
}

function failure(properties: JsonObject): EventDetail {
  const listed = properties['$exception_list'];
  const first: Json | undefined = Array.isArray(listed) ? listed[0] : undefined;
  const thrown = isJsonObject(first) ? first : {};
  const type = textOf(thrown, ['type']) ?? textOf(properties, ERROR_TYPE_KEYS);
  const message = textOf(thrown, ['value']) ?? textOf(properties, MESSAGE_KEYS);
  const isNamed = type === undefined || message === undefined || message.startsWith(type);
  return parts({ detail: isNamed ? (message ?? type) : `${type}: ${message}` });
}

function vital(properties: JsonObject): EventDetail {
  for (const metric of VITAL_METRICS) {
    const value = numberOf(properties, [`$web_vitals_${metric}_value`, metric, metric.toLowerCase()]);
    if (value !== undefined) return { detail: metric, value };
  }
  const value = numberOf(properties, VALUE_KEYS) ?? numberOf(properties, ['[Amplitude] Metric Value']);
  return parts({ detail: textOf(properties, METRIC_KEYS), value });
}

function medium(properties: JsonObject): EventDetail {
  const seconds = numberOf(properties, SECONDS_KEYS);
  return parts({
    detail: textOf(properties, MEDIA_KEYS),
    durationMs: numberOf(properties, DURATION_KEYS) ?? (seconds === undefined ? undefined : seconds * 1000),
  });
}

/** The first of the keys that holds a text. */
function textOf(properties: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = properties[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** The first of the keys that holds a number, or a text that is one. */
function numberOf(properties: JsonObject, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = properties[key];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return undefined;
}

/** Without what is not there. */
function parts(given: { readonly [K in keyof EventDetail]: EventDetail[K] | undefined }): EventDetail {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
