/**
 * What tests ask over plain HTTP: `GET /waymark/events` (what arrived, waited for), `/waymark/rejects`,
 * `/waymark/violations`, and `POST /waymark/reset`. The same guard as for everything under `/waymark` stands before it;
 * docs/testing.md describes it.
 */
import type { Hono } from 'hono';
import { z } from 'zod';
import { COMMANDS, type CommandInput, type CommandOutput } from '../../shared/contract/commands';
import { fail, invalidRequest } from '../../shared/contract/errors';
import { RUN_PROPERTY } from '../../shared/model/test-run';
import { isJsonObject, type Json } from '../../shared/model/json';
import { parsePropertyPath } from '../../shared/model/property-path';
import type { Caller, EngineCalls } from './waymark-api';

type TestCommand = 'events.find' | 'rejects.recent' | 'plan.violations' | 'run.reset';

const PARAMETERS = ['event', 'distinct_id', 'since', 'after', 'run', 'match', 'count', 'timeout', 'limit'] as const;

const whole = z.coerce.number<string>().int();

const querySchema = z.object({
  event: z.string().min(1).optional(),
  distinct_id: z.string().min(1).optional(),
  since: z.string().optional(),
  after: whole.min(-1).optional(),
  run: z.string().min(1).optional(),
  match: z.string().optional(),
  count: whole.min(1).max(10_000).optional(),
  timeout: whole.min(0).max(120_000).optional(),
  limit: whole.min(0).max(10_000).optional(),
});

/** Adds the routes of the test API. `bearer` is asked for what removes. */
export function addTestApi(app: Hono<{ Bindings: { caller: Caller } }>, engine: Pick<EngineCalls, 'call'>): void {
  const ask = async <C extends TestCommand>(name: C, input: CommandInput<C>, signal?: AbortSignal) =>
    COMMANDS[name].output.parse(await engine.call(name, input, signal)) as CommandOutput<C>;

  app.get('/waymark/events', async (context) => {
    const wanted = findEventsOf(new URL(context.req.url).searchParams);
    const found = await ask('events.find', wanted, context.req.raw.signal);
    const { events, enough, next, near, others } = found;
    if (enough) return answer({ events, count: events.length, enough, next });
    const message = `${events.length} of ${wanted.count ?? 0} matching events arrived in time.`;
    return answer({ message, events, count: events.length, enough, next, near, others }, 404);
  });

  app.get('/waymark/rejects', async (context) => {
    const parameters = known(new URL(context.req.url).searchParams, ['since', 'limit']);
    const query = checked(
      z.object({ since: z.string().optional(), limit: whole.min(1).max(1000).optional() }),
      parameters,
    );
    const since = query.since === undefined ? -Infinity : timeOf(query.since);
    const { rows } = await ask('rejects.recent', { limit: query.limit ?? 1000 });
    const rejects = rows.filter(({ receivedAt }) => receivedAt >= since);
    return answer({ rejects, count: rejects.length });
  });

  app.get('/waymark/violations', async (context) => {
    const parameters = known(new URL(context.req.url).searchParams, ['event', 'severity', 'limit']);
    const schema = z.object({
      event: z.string().min(1).optional(),
      severity: z.enum(['error', 'warning']).optional(),
      limit: whole.min(1).max(2000).optional(),
    });
    const { event, severity, limit } = checked(schema, parameters);
    const { hasPlan, rows, ...report } = await ask('plan.violations', {
      wait: true,
      ...(event === undefined ? {} : { event }),
      ...(limit === undefined ? {} : { limit }),
    });
    if (!hasPlan) {
      return fail(
        'not_found',
        'There is no tracking plan to go by: put a tracking-plan.json into the workspace folder, or start with `waymark serve --test --plan FILE`.',
      );
    }
    const violations = rows.filter((row) => severity === undefined || row.severity === severity);
    return answer({ violations, ...report });
  });

  app.post('/waymark/reset', async (context) => {
    if (context.env.caller !== 'bearer') return fail('forbidden', 'Only a script with the token may remove events.');
    return answer({ removed: await ask('run.reset', {}) });
  });
}

const answer = (body: object, status = 200): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });

/** Every parameter once; one that does not exist is named, for a filter that is not applied finds too much. */
function known(search: URLSearchParams, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of search) {
    if (!names.includes(name)) {
      return fail('invalid_request', `There is no parameter «${name.slice(0, 100)}». There are: ${names.join(', ')}.`, {
        path: name.slice(0, 100),
      });
    }
    found[name] = value;
  }
  return found;
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : fail('invalid_request', invalidRequest(parsed.error).message);
}

function timeOf(text: string): number {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(time)) return time;
  return fail('invalid_request', 'since: must be UTC milliseconds or an ISO time such as 2026-01-31T10:00:00Z.', {
    path: 'since',
  });
}

function findEventsOf(search: URLSearchParams): CommandInput<'events.find'> {
  const equals: { keys: string[]; text: string }[] = [];
  const rest = new URLSearchParams();
  for (const [name, value] of search) {
    if (!/^properties[.[]/.test(name)) rest.append(name, value);
    else equals.push({ keys: keysOf(name), text: value });
  }
  const { since, run, match, timeout, ...same } = checked(querySchema, known(rest, [...PARAMETERS]));
  if (run !== undefined) equals.push({ keys: [RUN_PROPERTY], text: run });
  const { event, distinct_id, after, count, limit } = same;
  return {
    ...(event === undefined ? {} : { event }),
    ...(distinct_id === undefined ? {} : { distinct_id }),
    ...(after === undefined ? {} : { after }),
    ...(count === undefined ? {} : { count }),
    ...(limit === undefined ? {} : { limit }),
    ...(since === undefined ? {} : { since: timeOf(since) }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(match === undefined ? {} : { match: objectOf(match) }),
    ...(equals.length === 0 ? {} : { equals }),
  };
}

function keysOf(name: string): string[] {
  const path = parsePropertyPath(name);
  if (path.ok && path.value.of === 'properties') return [...path.value.keys];
  return fail('invalid_request', path.ok ? `«${name}» names no property.` : path.error, { path: name });
}

function objectOf(text: string): Record<string, Json> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  return isJsonObject(value)
    ? value
    : fail('invalid_request', 'match: must be a JSON object of properties, such as {"plan":"pro"}.', { path: 'match' });
}
