/** Whether the export dialog is open and with what, and what the view on screen would export. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { ExportChoice } from '../../shared/contract/export';

/** What is filled in at first. */
export interface ExportRequest {
  readonly choice: ExportChoice;
  /** What a result is called by those who asked. */
  readonly title?: string;
}

interface ExportDialogState {
  readonly request: ExportRequest | undefined;
  readonly offer: ExportRequest | undefined;
  /** Shows the file at work, where nothing was asked in the dialog: an archive. */
  readonly follows: boolean;
}

export const useExportDialog = create<ExportDialogState>()(() => ({
  request: undefined,
  offer: undefined,
  follows: false,
}));

/** Without a request: what the view on screen offers, else all events. */
export function openExport(request?: ExportRequest): void {
  useExportDialog.setState(({ offer }) => ({ request: request ?? offer ?? { choice: { what: 'events' } } }));
}

export function closeExport(): void {
  useExportDialog.setState({ request: undefined, follows: false });
}

export function followFile(): void {
  useExportDialog.setState({ follows: true });
}

/** While the view is on screen, the menu's «Export…» begins with this. */
export function useExportOffer(asked: ExportChoice | undefined, title?: string): void {
  const text = asked === undefined ? undefined : JSON.stringify(asked);
  useEffect(() => {
    if (text === undefined) return undefined;
    const choice = JSON.parse(text) as ExportChoice;
    const offer: ExportRequest = { choice, ...(title === undefined ? {} : { title }) };
    useExportDialog.setState({ offer });
    return () => {
      useExportDialog.setState((state) => (state.offer === offer ? { offer: undefined } : {}));
    };
  }, [text, title]);
}
