/** How failures look over HTTP: the same `{ok: false, error}` for every route, and a status for every code. */
import { AppFailure, type AppError, type ErrorCode } from '../../shared/contract/errors';
import type { Logger } from '../log/logger';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  forbidden: 403,
  not_found: 404,
  // No standard status says that the asker went away; 499 is what proxies write down for it.
  cancelled: 499,
  workspace_in_use: 409,
  workspace_corrupt: 500,
  workspace_too_new: 500,
  file_unreadable: 422,
  file_not_understood: 422,
  overloaded: 503,
  engine_restarting: 503,
  internal: 500,
};

/** The error as the page may see it: without `detail`, which is for the log. */
export function printError({ detail: _detail, ...error }: AppError): { ok: false; error: AppError } {
  return { ok: false, error };
}

export function errorResponse(error: AppError): Response {
  return Response.json(printError(error), {
    status: STATUS[error.code],
    headers: { 'cache-control': 'no-store' },
  });
}

/** What was thrown, as a value; a bug is logged whole and shown only as `internal`. */
export function toAppError(thrown: unknown, log: Logger, doing: string): AppError {
  if (thrown instanceof AppFailure) {
    const { code, message, detail } = thrown.error;
    if (code === 'internal') log.error(`failed while ${doing}`, { code, reason: message, detail });
    return thrown.error;
  }
  log.error(`bug while ${doing}`, { err: thrown });
  return {
    code: 'internal',
    message: 'Something went wrong inside Waymark. The log folder of the workspace says more.',
  };
}
