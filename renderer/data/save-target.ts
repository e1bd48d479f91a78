/**
 * Where a file that the engine writes goes: on the desktop to the place that people name in the system's dialog, in a
 * browser to a place at the host, from which it is downloaded once it is whole. The page never has its bytes.
 */
import { err, ok, type Result } from '../../shared/base/result';
import type { AppError } from '../../shared/contract/errors';
import { desktopBridge, pickedFileIn } from './upload';

export interface SaveTarget {
  /** For the command that writes it. */
  readonly token: string;
  readonly name: string;
  /** To be called once the file is there. */
  readonly deliver: () => void;
}

/** `undefined`: people changed their mind. */
export async function openTarget(name: string): Promise<Result<SaveTarget | undefined, AppError>> {
  const bridge = desktopBridge();
  if (bridge !== undefined) {
    try {
      const picked = await bridge.pickTarget(name);
      return ok(picked && { token: picked.token, name: picked.name, deliver: () => undefined });
    } catch (cause) {
      // The desktop's own sentence.
      return err({ code: 'file_unreadable', message: cause instanceof Error ? cause.message : String(cause) });
    }
  }
  try {
    const response = await fetch('./waymark/download', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    const picked = pickedFileIn(name, response.status, await response.text());
    if (!picked.ok) return picked;
    const { token } = picked.value;
    return ok({
      token,
      name: picked.value.name,
      deliver: () => {
        const link = document.createElement('a');
        link.href = `./waymark/download/${token}`;
        link.download = picked.value.name;
        link.click();
      },
    });
  } catch (cause) {
    return err({
      code: 'engine_restarting',
      message: 'Waymark does not answer. If it was closed, start it again; this page reconnects by itself.',
      detail: String(cause),
    });
  }
}
