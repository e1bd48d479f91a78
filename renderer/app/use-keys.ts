/** The window's keys. Keys without Mod are left to whoever is typing or has a dialog open. */
import { useEffect } from 'react';
import type { FeatureCommand } from '../features/feature';
import { navigate } from '../state/navigation';
import { GO_TO, isCombo, SEQUENCE_MS } from './keys';

const isMac = /Mac/.test(navigator.userAgent);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

const isInPopup = (): boolean =>
  document.querySelector('[role="dialog"][data-state="open"]:not([data-drawer]), [role="menu"], [role="listbox"]') !==
  null;

export function useKeys(commands: readonly FeatureCommand[]): void {
  useEffect(() => {
    let goPressedAt = -Infinity;
    const handle = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const typing = isTyping(event.target);
      const withMod = event.ctrlKey || event.metaKey;
      if (!withMod && (typing || isInPopup())) return;
      if (!withMod && event.timeStamp - goPressedAt < SEQUENCE_MS) {
        goPressedAt = -Infinity;
        const view = GO_TO[event.key.toLowerCase()];
        if (view !== undefined) {
          event.preventDefault();
          navigate(view);
          return;
        }
      }
      if (!withMod && event.key === 'g') {
        goPressedAt = event.timeStamp;
        return;
      }
      // A text field has its own undo.
      const command = commands.find(
        ({ shortcut, undo, enabled }) =>
          shortcut !== undefined &&
          isCombo(event, shortcut, isMac) &&
          !(typing && (undo === 'recorded' || /\+Z$/i.test(shortcut))) &&
          enabled(),
      );
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', handle);
    return () => {
      window.removeEventListener('keydown', handle);
    };
  }, [commands]);
}
