/**
 * What the host answers at `/waymark/…` and as the page, as one function from Request to Response, so that Electron's
 * `protocol.handle` and the loopback HTTP server share it. Who may ask is decided before: by the scheme in Electron,
 * by {@link guardLoopback} over HTTP.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { PickedFile } from '../../shared/contract/channels';
import {
  COMMANDS,
  isCommandName,
  type EngineCommand,
  type HostCommand,
  type HostInfo,
} from '../../shared/contract/commands';
import { AppFailure, fail, invalidRequest, type AppError } from '../../shared/contract/errors';
import type { ListeningDesk } from '../../shared/contract/listening';
import { wholeRejectSchema, type RejectDesk } from '../../shared/contract/rejects';
import type { RequestDesk } from '../../shared/contract/requests';
import type { Logger } from '../log/logger';
import { hostCommands } from './host-commands';
import type { FlagsDesk } from './flags-desk';
import { grantFile, grantFolder, grantTarget, receiveUpload, type GrantsFiles } from './files';
import { errorResponse, printError, toAppError } from './http-errors';
import { SECURITY_HEADERS, servePage } from './page';
import { addTestApi } from './test-api';
import { Downloads } from './downloads';
import { UnderWay } from './under-way';

/** What the API asks of the engine; {@link EngineClient} is one. */
export interface EngineCalls extends GrantsFiles {
  call(command: EngineCommand, input: unknown, signal?: AbortSignal): Promise<unknown>;
  stream(command: EngineCommand, input: unknown, signal?: AbortSignal): AsyncGenerator<unknown, void, undefined>;
}

/** How the asker proved who it is. Only a script with the token may name paths of this machine. */
export type Caller = 'page' | 'bearer';

export interface WaymarkApiOptions {
  readonly engine: EngineCalls;
  readonly hostInfo: () => HostInfo;
  /** How the collector listens; undefined where none runs. */
  readonly listening?: () => ListeningDesk | undefined;
  /** The workspace's feature flags; undefined where a test has none. */
  readonly flags?: FlagsDesk;
  /** The collector's memory of requests; undefined where no collector runs. */
  readonly requests?: () => (RequestDesk & RejectDesk) | undefined;
  readonly workspaceDir: string;
  /** The built renderer; absent where no page is served. */
  readonly pageDir?: string;
  /** Default 20 GB. */
  readonly uploadLimitBytes?: number;
  readonly log: Logger;
}

export interface WaymarkApi {
  fetch(request: Request, caller: Caller): Promise<Response>;
}

type Environment = { Bindings: { caller: Caller } };

/** In the workspace; emptied at start. */
export const DOWNLOADS = 'downloads';
const REQUEST_LIMIT = 20 * 2 ** 20;
const UPLOAD_LIMIT = 20 * 2 ** 30;
/** A stream that fails at once fails with a status; later failures are its last line. */
const FIRST_VALUE_MS = 100;

const downloadInputSchema = z.strictObject({ name: z.string().min(1).max(1_000) });
const grantInputSchema = z.strictObject({ path: z.string().min(1), access: z.enum(['write', 'folder']).optional() });

export function createWaymarkApi(options: WaymarkApiOptions): WaymarkApi {
  const { engine, log } = options;
  const app = new Hono<Environment>();
  const hostAnswers = hostCommands({
    hostInfo: options.hostInfo,
    requests: options.requests ?? (() => undefined),
    flags: () => options.flags,
    listening: options.listening ?? (() => undefined),
    reject: async (id) => wholeRejectSchema.parse(await engine.call('rejects.get', { id })),
  });

  const underWay = new UnderWay();
  app.post(
    '/waymark/rpc/:command',
    bodyLimit({ maxSize: REQUEST_LIMIT, onError: () => errorResponse(REQUEST_TOO_LARGE) }),
    (context) =>
      underWay.run(context.req.raw, async (signal) => {
        const name = context.req.param('command');
        if (!isCommandName(name)) {
          return errorResponse({ code: 'not_found', message: `There is no command «${name.slice(0, 100)}».` });
        }
        const input = COMMANDS[name].input.safeParse(await readJson(context.req.raw));
        if (!input.success) return errorResponse(invalidRequest(input.error));
        const row = COMMANDS[name];
        if (row.at === 'host') return json(row.output, await hostAnswers(name as HostCommand, input.data), name);
        const command = name as EngineCommand;
        switch (row.answer) {
          case 'json':
            return json(row.output, await engine.call(command, input.data, signal), name);
          case 'arrow':
            return arrow(engine.stream(command, input.data, signal));
          case 'stream':
            return stream(engine.stream(command, input.data, signal), row.output, name);
        }
      }),
  );
  app.post('/waymark/give-up/:name', (context) => {
    underWay.giveUp(context.req.param('name'));
    return new Response(null, { status: 204 });
  });

  app.post('/waymark/upload', async (context) => {
    const name = context.req.query('name')?.split(/[/\\]/).at(-1);
    // An empty file has no body at all in some hosts.
    const body = context.req.raw.body ?? new Blob([]).stream();
    if (name === undefined || name === '') {
      return fail('invalid_request', 'An upload names its file (`?name=events.csv`) and has it as its body.');
    }
    const dir = `${options.workspaceDir}/uploads`;
    const file = await receiveUpload(engine, dir, { name, body }, options.uploadLimitBytes ?? UPLOAD_LIMIT);
    log.info('file uploaded', { size: file.size });
    return Response.json({ ok: true, value: file satisfies PickedFile });
  });

  app.post('/waymark/grant', async (context) => {
    if (context.env.caller !== 'bearer') {
      return fail('forbidden', 'A page cannot name paths of this machine; upload the file instead.');
    }
    const input = grantInputSchema.safeParse(await readJson(context.req.raw));
    if (!input.success) return errorResponse(invalidRequest(input.error));
    const { path, access } = input.data;
    const grant = access === undefined ? grantFile : { write: grantTarget, folder: grantFolder }[access];
    const value = await grant(engine, path);
    return Response.json({ ok: true, value });
  });

  const downloads = new Downloads(engine, `${options.workspaceDir}/${DOWNLOADS}`);
  app.post('/waymark/download', async (context) => {
    const input = downloadInputSchema.safeParse(await readJson(context.req.raw));
    if (!input.success) return errorResponse(invalidRequest(input.error));
    return Response.json({ ok: true, value: (await downloads.prepare(input.data.name)) satisfies PickedFile });
  });
  app.get('/waymark/download/:token', (context) => downloads.send(context.req.param('token')));

  addTestApi(app, engine);

  app.all('/waymark/*', (context) =>
    errorResponse({
      code: 'not_found',
      message: `There is no ${context.req.method} ${context.req.path}. Commands are asked by POST /waymark/rpc/<command>.`,
    }),
  );
  // DuckDB-Wasm asks here for extensions that are not on board; only a plain 404 makes it go on without them.
  app.all('/duckdb-ext/*', () => new Response('not found', { status: 404 }));
  app.get('*', async (context) => {
    const page = options.pageDir === undefined ? undefined : await servePage(options.pageDir, context.req.path);
    return page ?? errorResponse({ code: 'not_found', message: `There is no page ${context.req.path}.` });
  });
  app.notFound(() => errorResponse({ code: 'not_found', message: 'There is nothing here.' }));
  app.onError((thrown) => errorResponse(toAppError(thrown, log, 'answering a request')));

  /** The answer of a `json` command, checked: a wrong one is our own bug. */
  function json(output: z.ZodType, value: unknown, name: string): Response {
    return Response.json(
      { ok: true, value: checked(output, value, name) },
      { headers: { 'cache-control': 'no-store' } },
    );
  }

  async function stream(
    values: AsyncGenerator<unknown, void, undefined>,
    output: z.ZodType,
    name: string,
  ): Promise<Response> {
    let next: Promise<IteratorResult<unknown, void>> | undefined = values.next();
    // Where it fails within a moment this throws, and the failure gets a status.
    await Promise.race([next, new Promise((resolve) => setTimeout(resolve, FIRST_VALUE_MS))]);
    const encoder = new TextEncoder();
    const line = (value: unknown): Uint8Array => encoder.encode(`${JSON.stringify(value)}\n`);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const step = await (next ?? values.next());
          next = undefined;
          if (step.done === true) controller.close();
          else controller.enqueue(line(checked(output, step.value, name)));
        } catch (thrown) {
          controller.enqueue(line(printError(toAppError(thrown, log, `streaming ${name}`))));
          controller.close();
        }
      },
      async cancel() {
        await values.return();
      },
    });
    return new Response(body, {
      headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' },
    });
  }

  return {
    async fetch(request, caller) {
      const response = await app.fetch(request, { caller });
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
      return response;
    },
  };
}

const REQUEST_TOO_LARGE: AppError = {
  code: 'invalid_request',
  message: 'The request is larger than 20 MB. Send files to /waymark/upload.',
};

/** JSON may only come as JSON: a form or a beacon of another site cannot set that type unasked. */
async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    return fail('invalid_request', 'The request must be JSON with `Content-Type: application/json`.');
  }
  try {
    return await request.json();
  } catch (error) {
    return fail('invalid_request', 'The request is not valid JSON.', { detail: String(error) });
  }
}

function checked(output: z.ZodType, value: unknown, name: string): unknown {
  const parsed = output.safeParse(value);
  if (parsed.success) return parsed.data;
  const { message } = invalidRequest(parsed.error);
  throw new AppFailure({
    code: 'internal',
    message: `The answer to «${name}» is not what it should be. This is a bug in Waymark; the log has the details.`,
    detail: message,
  });
}

/** An Arrow answer is one chunk of bytes. */
async function arrow(values: AsyncGenerator<unknown, void, undefined>): Promise<Response> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const value of values) {
    if (!(value instanceof Uint8Array)) return fail('internal', 'The table that was asked for did not come as bytes.');
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Response(parts.length === 1 ? parts[0] : new Blob(parts), {
    headers: { 'content-type': 'application/vnd.apache.arrow.stream', 'cache-control': 'no-store' },
  });
}
