/**
 * What Chromium asks on behalf of a page: camera, notifications, devices, downloads. The answer is no, but for two
 * things that the workbench does: copying text, and saving what it made itself.
 */
import type { Session } from 'electron';
import { APP_ORIGIN, originOf } from './scheme';

/** Writes plain text after a click; it cannot read what others copied. */
const COPY = 'clipboard-sanitized-write';

type Guarded = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
> & {
  on(
    event: 'will-download',
    listener: (event: { preventDefault(): void }, item: { getURL(): string }) => void,
  ): unknown;
};

export function denyPermissions(session: Guarded): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { isMainFrame, requestingUrl }) => {
    answer(permission === COPY && isMainFrame && originOf(requestingUrl) === APP_ORIGIN);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, { isMainFrame }) =>
      permission === COPY && isMainFrame && originOf(requestingOrigin) === APP_ORIGIN,
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) event.preventDefault();
  });
}
