/** A sentence in which what stands between backticks is code. */
import { Fragment } from 'react';
import css from './rejects.module.css';

export function SpokenCode({ text }: { readonly text: string }) {
  const parts = text.split('`');
  // An odd backtick is one that was meant.
  if (parts.length % 2 === 0) return text;
  return parts.map((part, index) => (
    // The parts of one sentence do not move.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{index % 2 === 1 ? <code className={css['word']}>{part}</code> : part}</Fragment>
  ));
}
