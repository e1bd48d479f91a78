/** Failures that cross a process: `code` for programs, `message` for people, `path` for the offending part. */
import { z } from 'zod';

export const ERROR_CODES = [
  'invalid_request',
  'forbidden',
  'not_found',
  'cancelled',
  'workspace_in_use',
  'workspace_corrupt',
  'workspace_too_new',
  'file_unreadable',
  'file_not_understood',
  'overloaded',
  'engine_restarting',
  'internal',
] as const;
export const errorCodeSchema = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

export const appErrorSchema = z.strictObject({
  code: errorCodeSchema,
  /** One or two sentences: what went wrong, where, and what to do. */
  message: z.string(),
  /** JSON path of the offender in the request, such as `steps[1].where.op`. */
  path: z.string().optional(),
  /** Place of the offender in the text that `path` names, in UTF-16 units, such as where an SQL statement is wrong. */
  at: z.number().int().min(0).optional(),
  /** For the log, never for the page. */
  detail: z.string().optional(),
});
export type AppError = z.infer<typeof appErrorSchema>;

/** Carries an {@link AppError} up a call stack of one process; made a value again at its edge. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';
  constructor(
    readonly error: AppError,
    options?: ErrorOptions,
  ) {
    super(error.message, options);
  }
}

export const fail = (code: ErrorCode, message: string, more: { path?: string; detail?: string } = {}): never => {
  throw new AppFailure({ code, message, ...more });
};

/** The first problem zod found, as a value with its JSON path and what is allowed there. */
export function invalidRequest(error: z.ZodError, root = ''): AppError {
  const issue = deepest(error.issues);
  const path = issue ? printJsonPath([...(root === '' ? [] : [root]), ...issue.path]) : root;
  const where = path === '' ? '' : `${path}: `;
  return {
    code: 'invalid_request',
    message: `${where}${issue?.message ?? 'is not valid'}`,
    ...(path === '' ? {} : { path }),
  };
}

/** Every problem zod found, each at its place; of a union, that of the branch which was meant. */
export const problemsIn = (error: z.ZodError): { readonly path: readonly PropertyKey[]; readonly message: string }[] =>
  error.issues.map((issue) => deepest([issue]) ?? issue);

type Issue = {
  path: PropertyKey[];
  message: string;
  code?: string | undefined;
  keys?: string[] | undefined;
  errors?: Issue[][] | undefined;
};

/**
 * Of a union's branches, the one that was meant: the one whose keys the value has. Where several could be, the one that
 * got furthest.
 */
function deepest(issues: readonly z.core.$ZodIssue[] | Issue[]): Issue | undefined {
  const first = issues[0] as Issue | undefined;
  if (first?.errors === undefined || first.errors.length === 0) return first;
  const branches = first.errors
    .map((branch) => ({ strangeness: strangeness(branch), issue: deepest(branch) }))
    .sort((a, b) => a.strangeness - b.strangeness || (b.issue?.path.length ?? 0) - (a.issue?.path.length ?? 0));
  const inner = branches[0]?.issue;
  return inner === undefined ? first : { ...inner, path: [...first.path, ...inner.path] };
}

/** How little a value looks like a branch: by keys it has that the branch does not know, and the other way round. */
function strangeness(branch: readonly Issue[]): number {
  let strange = 0;
  for (const { code, path, keys, message } of branch) {
    if (code === 'unrecognized_keys' && path.length === 0) strange += keys?.length ?? 1;
    else if (code === 'invalid_type' && path.length <= 1 && message.endsWith('received undefined')) strange += 1;
    else if (code === 'invalid_type' && path.length === 0) strange += 1;
  }
  return strange;
}

function printJsonPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
