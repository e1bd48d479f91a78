/**
 * Makes a file of the page known to the host and gets its token: by path through the desktop bridge (nothing is copied),
 * else by sending its bytes.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/base/result';
import type { PickedFile, WaymarkBridge } from '../../shared/contract/channels';
import { fileTokenSchema } from '../../shared/contract/commands';
import { appErrorSchema, type AppError } from '../../shared/contract/errors';

const pickedFileSchema = z.object({ token: fileTokenSchema, name: z.string(), size: z.number() });
const answerSchema = z.union([
  z.object({ ok: z.literal(true), value: pickedFileSchema }),
  z.object({ ok: z.literal(false), error: appErrorSchema }),
]);

/** The desktop's bridge, or undefined in a browser tab. */
export function desktopBridge(): WaymarkBridge | undefined {
  return (globalThis as { waymark?: WaymarkBridge }).waymark;
}

/** `onProgress` gets the share sent, 0 to 1; it is called at least once at the end. */
export async function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Result<PickedFile, AppError>> {
  const bridge = desktopBridge();
  if (bridge !== undefined) {
    try {
      const picked = await bridge.grantFile(file);
      onProgress(1);
      return ok(picked);
    } catch (cause) {
      return err(unreadable(file.name, String(cause)));
    }
  }
  return sendBytes(file, onProgress, signal);
}

const unreadable = (name: string, detail: string): AppError => ({
  code: 'file_unreadable',
  message: `«${name}» cannot be handed to Waymark. Check that the file still exists and may be read, then try again.`,
  detail,
});

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function sendBytes(
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Result<PickedFile, AppError>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = (): void => {
      request.abort();
    };
    const settle = (result: Result<PickedFile, AppError>): void => {
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    request.open('POST', `./waymark/upload?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      onProgress(1);
      settle(pickedFileIn(file.name, request.status, request.responseText));
    });
    request.addEventListener('error', () => {
      settle(err(unreadable(file.name, 'the connection broke')));
    });
    request.addEventListener('abort', () => {
      settle(err({ code: 'cancelled', message: 'The upload was given up.' }));
    });
    signal?.addEventListener('abort', abort);
    request.send(file);
  });
}

/** The token in the host's answer about a file of this name. */
export function pickedFileIn(name: string, status: number, text: string): Result<PickedFile, AppError> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return err(unreadable(name, `status ${status}: ${text.slice(0, 200)}`));
  }
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return err(unreadable(name, parsed.error.message));
  return parsed.data.ok ? ok(parsed.data.value) : err(parsed.data.error);
}
