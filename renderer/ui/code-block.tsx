/** Code or JSON to read and copy. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import css from './code-block.module.css';
import { cx } from './cx';
import { IconButton } from './icon-button';
import { toast } from './toast-store';

export interface CodeBlockProps {
  readonly code: string;
  /** Spoken name, such as "posthog-js snippet". */
  readonly label: string;
  /** Breaks long lines instead of scrolling. */
  readonly wrap?: boolean;
  /** A file name or language, above the code. */
  readonly caption?: string;
}

const COPIED_MS = 1600;

/** Puts text on the clipboard and says so; where the browser refuses, says that. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (refused) {
    toast({
      tone: 'bad',
      title: 'The browser did not allow copying',
      text: `Select the text and copy it by hand. (${String(refused)})`,
    });
    return false;
  }
}

export function CodeBlock({ code, label, wrap = false, caption }: CodeBlockProps) {
  const [copied, setCopied] = useState(false);
  const handleCopy = async (): Promise<void> => {
    if (!(await copyText(code))) return;
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
    }, COPIED_MS);
  };
  return (
    <figure aria-label={label} className={css['root']}>
      {caption !== undefined && <figcaption className={css['caption']}>{caption}</figcaption>}
      {/* Scrolls sideways, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className={cx(css['code'], wrap && css['wrap'])}>
        <code>{code}</code>
      </pre>
      <div className={css['copy']}>
        <IconButton
          icon={copied ? Check : Copy}
          size="s"
          label={copied ? 'Copied' : 'Copy'}
          onClick={() => void handleCopy()}
        />
      </div>
    </figure>
  );
}
