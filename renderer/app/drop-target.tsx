/** Files and folders dropped anywhere on the window go to Import. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { openFiles } from '../state/imports';
import { toast } from '../ui/toast-store';
import css from './app.module.css';
import { droppedFiles } from './dropped-files';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

async function openDropped(transfer: DataTransfer): Promise<void> {
  try {
    const { files, isCut } = await droppedFiles(transfer);
    openFiles(files);
    if (files.length === 0) toast({ tone: 'bad', title: 'There is no file in this folder' });
    if (isCut) {
      const text = `The first ${files.length} files are open. For all of them run waymark import with the folder’s name.`;
      toast({ tone: 'bad', title: 'This folder has very many files', text });
    }
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : '';
    toast({ tone: 'bad', title: 'What was dropped could not be read', text });
  }
}

export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  // Enter and leave fire for every element passed; the count tells the window's own edge.
  const depth = useRef(0);
  useEffect(() => {
    const handleEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth.current += 1;
      setOver(true);
    };
    const handleLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const handleOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const handleDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      if (event.dataTransfer !== null) void openDropped(event.dataTransfer);
    };
    window.addEventListener('dragenter', handleEnter);
    window.addEventListener('dragleave', handleLeave);
    window.addEventListener('dragover', handleOver);
    window.addEventListener('drop', handleDrop);
    return () => {
      window.removeEventListener('dragenter', handleEnter);
      window.removeEventListener('dragleave', handleLeave);
      window.removeEventListener('dragover', handleOver);
      window.removeEventListener('drop', handleDrop);
    };
  }, []);
  return (
    <>
      {children}
      {over && (
        <div className={css['veil']}>
          <p>
            <strong>Drop to look inside</strong>
            Exports, tables, archives or whole folders. Nothing is imported before you say so.
          </p>
        </div>
      )}
    </>
  );
}
