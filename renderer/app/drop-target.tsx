/** Files dropped anywhere on the window go to Import. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { openFiles } from '../state/imports';
import css from './app.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

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
      openFiles([...(event.dataTransfer?.files ?? [])]);
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
            CSV or JSON Lines. Nothing is imported before you say so.
          </p>
        </div>
      )}
    </>
  );
}
