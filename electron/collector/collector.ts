/**
 * The HTTP server that SDKs send to. Event routes take any origin and can only write; everything else on the port
 * (the page and `/waymark/…`) is handed to `app`, which guards itself.
 */
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Ingest } from '../../shared/contract/engine';
import type { RejectDesk } from '../../shared/contract/rejects';
import type { RequestDesk, StrayRequests } from '../../shared/contract/requests';
import { findRoute, UNDERSTOOD } from '../../shared/protocols/registry';
import { jsonAnswer } from '../../shared/protocols/wire';
import type { Logger } from '../log/logger';
import { BODY_LIMITS, type BodyLimits } from './body';
import { corsHeaders, preflightHeaders } from './cors';
import { type FlagsFor, Intake, type IntakeAnswer, NO_ANSWER } from './intake';
import { RecentRequests } from './recent-requests';
import { repairReject } from './repair';
import type { SdkScripts } from './sdk-scripts';
import { type Target, targetOf } from './target';
import { listen, portOf, type ListenOptions } from './listen';

export interface CollectorOptions extends Omit<ListenOptions, 'onTrouble'> {
  readonly ingest: Ingest;
  readonly log: Logger;
  /** Answers `/waymark/…` and the page; absent where this port takes events only. */
  readonly app?: (request: Request) => Promise<Response>;
  /** None where absent. */
  readonly flags?: FlagsFor;
  /** The workspace's secret for ids of visitors who have none. */
  readonly visitorSalt?: string;
  /** The types of groups that stored events name; what this run sees is known anyway. */
  readonly groupTypes?: () => Promise<readonly string[]>;
  /** What browser SDKs load from their vendor; nothing where absent. */
  readonly scripts?: SdkScripts;
  /** Takes events over HTTPS too, at a port of its own. */
  readonly https?: Required<Pick<ListenOptions, 'port' | 'tries' | 'tls'>>;
  readonly limits?: Partial<BodyLimits>;
  readonly queue?: { readonly requests: number; readonly bytes: number };
  readonly patienceMs?: number;
  /** For the bench alone: bodies are taken in and answered, not understood and not stored. */
  readonly answersOnly?: boolean;
}

export interface Collector {
  readonly port: number;
  /** What SDKs are pointed at, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The same over HTTPS, where that was asked for. */
  readonly httpsUrl?: string;
  /** The requests that came lately. */
  readonly requests: RequestDesk & RejectDesk;
  /** Takes nothing new, lets what is under way finish for up to three seconds, then closes. */
  close(): Promise<void>;
}

type AppListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const QUEUE = { requests: 2_000, bytes: 64 * 2 ** 20 };
const PATIENCE_MS = 30_000;
const CLOSE_MS = 3_000;
/** How long a sender whose body was refused may go on sending before the line is cut. */
const LINGER_MS = 2_000;
/** Of a path that nobody understands, so much is told. */
const STRAY_PATH = 200;

/** Rejects with {@link PortInUseError} where the port is taken. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { log } = options;
  const recent = new RecentRequests();
  let strays: StrayRequests = { count: 0 };
  const onStray = (method: string, path: string): void => {
    // A browser that looks for an icon, or a preflight, sends no event.
    if (method !== 'POST') return;
    strays = { count: strays.count + 1, latest: { method, path: path.slice(0, STRAY_PATH), receivedAt: Date.now() } };
  };
  const intake = new Intake({
    recent,
    ingest: options.ingest,
    ...(options.flags === undefined ? {} : { flags: options.flags }),
    ...(options.visitorSalt === undefined ? {} : { visitorSalt: options.visitorSalt }),
    ...(options.groupTypes === undefined ? {} : { groupTypes: options.groupTypes }),
    ...(options.scripts === undefined ? {} : { scripts: options.scripts }),
    limits: { ...BODY_LIMITS, ...options.limits },
    queue: options.queue ?? QUEUE,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    answersOnly: options.answersOnly ?? false,
    log,
  });
  const app = options.app && getRequestListener(options.app, { overrideGlobalObjects: false });
  const handle =
    (app: AppListener | undefined): RequestListener =>
    (request, response) => {
      answerOne(request, response, { intake, app, onStray }).catch((error: unknown) => {
        log.error('bug while answering a request', { err: error });
        if (response.headersSent) response.destroy();
        else
          send(request, response, {
            ...jsonAnswer({ error: 'internal', message: 'Something went wrong.' }, 503),
            closes: true,
          });
      });
    };
  const onTrouble = (error: Error): void => log.warn('a connection could not be taken', { err: error });
  const servers = await listen(handle(app), { ...options, onTrouble });
  const secure =
    options.https === undefined ? [] : await listenSecurely(handle(undefined), options, servers, onTrouble);
  const port = servers[0] === undefined ? 0 : portOf(servers[0]);
  const [firstSecure] = secure;
  const httpsPort = firstSecure && portOf(firstSecure);
  const all = [...servers, ...secure];
  log.info('collector listening', { port, httpsPort, addresses: servers.length });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    ...(httpsPort === undefined ? {} : { httpsUrl: `https://localhost:${httpsPort}` }),
    requests: {
      get: (eventId) => recent.get(eventId),
      resend: (requestId) => intake.resend(requestId),
      strays: () => strays,
      repair: (reject, repair) => repairReject(reject, repair, options.ingest),
    },
    async close() {
      const cut = setTimeout(() => all.forEach((server) => server.closeAllConnections()), CLOSE_MS);
      const closed = all.map((server) => new Promise((resolve) => server.close(resolve)));
      all.forEach((server) => server.closeIdleConnections());
      await Promise.all(closed);
      clearTimeout(cut);
    },
  };
}

async function listenSecurely(
  listener: RequestListener,
  { https, host, headersMs }: CollectorOptions,
  others: readonly Server[],
  onTrouble: (error: Error) => void,
): Promise<Server[]> {
  if (https === undefined) return [];
  const options = {
    ...https,
    onTrouble,
    ...(host === undefined ? {} : { host }),
    ...(headersMs === undefined ? {} : { headersMs }),
  };
  try {
    return await listen(listener, options);
  } catch (error) {
    // All or nothing: nobody would close the others.
    others.forEach((server) => server.close());
    throw error;
  }
}

/** The page's files lie at the root and in assets/; SDKs ask for no such path. */
function isAppPath(method: string, path: string): boolean {
  if (path === '/waymark' || path.startsWith('/waymark/') || path.startsWith('/duckdb-ext/')) return true;
  if (method !== 'GET' && method !== 'HEAD') return false;
  return path === '/' || path.startsWith('/assets/') || /^\/[\w-]+\.(html|svg|ico|png|json|txt|js|css)$/.test(path);
}

interface Answerers {
  readonly intake: Intake;
  readonly app: AppListener | undefined;
  readonly onStray: (method: string, path: string) => void;
}

async function answerOne(
  request: IncomingMessage,
  response: ServerResponse,
  { intake, app, onStray }: Answerers,
): Promise<void> {
  const method = request.method ?? 'GET';
  const target = targetOf(request);
  if (target === undefined) {
    send(
      request,
      response,
      jsonAnswer({ error: 'malformed', message: 'The address of the request is malformed.' }, 400),
    );
    return;
  }
  const found = routeOf(method === 'HEAD' ? 'GET' : method, target.pathname);
  if (found === undefined && app !== undefined && isAppPath(method, target.pathname)) {
    await app(request, response);
    return;
  }
  if (method === 'OPTIONS') {
    response.writeHead(204, preflightHeaders(request.headers)).end();
    return;
  }
  if (found === undefined) onStray(method, target.pathname);
  const answer = found === undefined ? notFound(method, target) : await intake.take(request, target, found);
  if (answer === NO_ANSWER) request.socket.destroy();
  else send(request, response, answer);
}

/** SDKs send to a handful of paths over and over. */
const ROUTES_KEPT = 500;
const routes = new Map<string, ReturnType<typeof findRoute>>();

function routeOf(method: string, path: string): ReturnType<typeof findRoute> {
  const key = `${method} ${path}`;
  const known = routes.get(key);
  if (known !== undefined) return known;
  const found = findRoute(method, path);
  // What nobody understands is anything at all.
  if (found === undefined || path.length > 200) return found;
  if (routes.size >= ROUTES_KEPT) routes.clear();
  routes.set(key, found);
  return found;
}

const notFound = (method: string, { pathname }: Target): IntakeAnswer => ({
  ...jsonAnswer(
    {
      error: 'not_found',
      message: `Nothing is understood at ${method} ${pathname.slice(0, STRAY_PATH)}.`,
      understood: UNDERSTOOD,
    },
    404,
  ),
  closes: method !== 'GET',
});

function send(request: IncomingMessage, response: ServerResponse, answer: IntakeAnswer): void {
  const headers: OutgoingHttpHeaders = {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.bytes ?? answer.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  if (answer.retryAfterSeconds !== undefined) headers['retry-after'] = String(answer.retryAfterSeconds);
  if (answer.closes === true) headers['connection'] = 'close';
  response.writeHead(answer.status, Object.assign(headers, corsHeaders(request.headers)));
  response.end(request.method === 'HEAD' ? '' : (answer.bytes ?? answer.body));
  if (answer.closes === true) {
    // A sender reads its answer only after it has sent; what still comes is thrown away, for a while.
    request.resume();
    setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  }
}
