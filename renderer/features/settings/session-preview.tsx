/** What the sessions would be under the settings on screen, beside what they are. */
import { ArrowRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { SessionPreview as Preview } from '../../../shared/contract/sessions';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { sessionSettingsSchema, type SessionSettings } from '../../../shared/model/settings';
import { latest, useQuery } from '../../data/use-query';
import { splitWords } from '../../parts/split-words';
import { cx } from '../../ui/cx';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatDuration } from '../../ui/time-format';
import css from './session-preview.module.css';

/** Typing a number should not stitch everything once per digit. */
const SETTLE_MS = 300;

export interface SessionPreviewProps {
  readonly settings: SessionSettings;
  readonly isChanged: boolean;
}

/** The settings once they have stood still for a moment. */
function useSettled(settings: SessionSettings): SessionSettings {
  const key = canonicalJson(settings);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(key);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [key]);
  return JSON.parse(settled) as SessionSettings;
}

export function SessionPreview({ settings, isChanged }: SessionPreviewProps) {
  const settled = useSettled(settings);
  const query = useQuery(
    'sessions.preview',
    sessionSettingsSchema.safeParse(settled).success ? { settings: settled } : undefined,
  );
  const preview = latest(query);
  const pending = query.status === 'loading' || canonicalJson(settled) !== canonicalJson(settings);
  return (
    <section aria-label="What sessions come to" aria-busy={pending} className={css['root']}>
      <h3 className={css['title']}>
        {isChanged ? 'What would change' : 'What that comes to'}
        {isChanged && preview !== undefined && (
          <span className={css['note']}>
            {preview.personsChanged === 0
              ? 'nobody’s sessions begin elsewhere'
              : `sessions of ${formatPlural(preview.personsChanged, 'person', 'persons')} begin elsewhere`}
          </span>
        )}
      </h3>
      {query.status === 'failed' && <ErrorState compact error={query.error} onRetry={query.refetch} />}
      {preview === undefined && query.status !== 'failed' && <Skeleton lines={4} height={16} />}
      {preview !== undefined && (
        <div className={cx(css['figures'], pending && css['pending'])}>
          <Figures preview={preview} isChanged={isChanged} />
        </div>
      )}
    </section>
  );
}

function Figures({
  preview: { before, after },
  isChanged,
}: {
  readonly preview: Preview;
  readonly isChanged: boolean;
}) {
  const rows: readonly (readonly [string, string, string])[] = [
    ['Sessions', formatCount(before.sessions), formatCount(after.sessions)],
    ['Median duration', formatDuration(before.medianDurationSeconds), formatDuration(after.medianDurationSeconds)],
    ['Bounce rate', formatShare(before.bounceRate), formatShare(after.bounceRate)],
    ...SPLIT_REASONS.filter((reason) => (before.reasons[reason] ?? 0) + (after.reasons[reason] ?? 0) > 0).map(
      (reason): readonly [string, string, string] => [
        `Began: ${splitWords(reason)}`,
        formatCount(before.reasons[reason] ?? 0),
        formatCount(after.reasons[reason] ?? 0),
      ],
    ),
  ];
  return (
    <dl>
      {rows.map(([label, was, will]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="num">
            {isChanged && was !== will && (
              <>
                <span className={css['was']}>{was}</span>
                <ArrowRight aria-label="becomes" size={12} className={css['was']} />
              </>
            )}
            <span className={cx(isChanged && was !== will && css['will'])}>{isChanged ? will : was}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
