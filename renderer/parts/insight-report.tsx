/** What became of a question: the sentence and the figures above, cards below. Dims while the next answer is computed. */
import type { ReactNode } from 'react';
import { PictureTitle } from '../charts/picture/stage';
import { cx } from '../ui/cx';
import css from './insight-report.module.css';
import { phrasesText, type Phrase } from './phrases';
import { useSentence } from './result-context';

/** What the answer on screen says; nothing where its kind has no words. */
export function ResultSentence() {
  const phrases = useSentence();
  return phrases.length === 0 ? null : <Sentence phrases={phrases} />;
}

export function Sentence({ phrases }: { readonly phrases: readonly Phrase[] }) {
  return (
    <p className={css['sentence']} aria-label={phrasesText(phrases)}>
      {phrases.map(({ text, strong }, index) =>
        // Phrases have no names; the sentence is written anew as a whole.
        strong === true ? (
          <strong key={`${index}-${text}`}>{text}</strong>
        ) : (
          <span key={`${index}-${text}`}>{text}</span>
        ),
      )}
    </p>
  );
}

export interface ReportProps {
  /** The next answer is being computed. */
  readonly stale: boolean;
  /** `Stat`s. */
  readonly stats?: ReactNode;
  readonly children: ReactNode;
}

export function Report({ stale, stats, children }: ReportProps) {
  return (
    <div className={cx(css['report'], stale && css['stale'])} aria-busy={stale}>
      <div className={css['summary']}>
        <div className={css['words']}>
          <ResultSentence />
        </div>
        {stats !== undefined && <div className={css['stats']}>{stats}</div>}
      </div>
      {children}
    </div>
  );
}

export interface ReportCardProps {
  readonly title: string;
  /** At the right of the title. */
  readonly actions?: ReactNode;
  /** Takes what height there is, for a chart that fills it. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

export function ReportCard({ title, actions, fill = false, children }: ReportCardProps) {
  return (
    <section className={cx(css['card'], fill && css['fill'])} aria-label={title}>
      <header className={css['cardHead']}>
        <h3 className={css['cardTitle']}>{title}</h3>
        {actions}
      </header>
      <PictureTitle title={title}>{children}</PictureTitle>
    </section>
  );
}
