/**
 * How the segment overlaps with up to three others: one row for each combination somebody is in, dots for the segments
 * it holds and a bar as long as it has people. Areas of circles cannot be exact for three sets; lengths can.
 */
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Filter } from '../../../shared/model/filter';
import { latest, useQuery } from '../../data/use-query';
import { useSaved } from '../../parts/saved';
import { Combobox } from '../../ui/combobox';
import { cx } from '../../ui/cx';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { formatCount, formatShare } from '../../ui/number-format';
import { alsoWords, bothOf, combinationWords, isIn, overlapRows, sizeOf } from './overlap-rows';
import css from './overlap.module.css';
import cards from './segments.module.css';

const MOST_OTHERS = 3;

export interface OverlapProps {
  readonly filter: Filter;
  /** The saved segment on screen, which is not compared with itself. */
  readonly own: string | undefined;
  readonly name: string | undefined;
}

export function Overlap({ filter, own, name = 'This segment' }: OverlapProps) {
  const saved = useSaved();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const others = (saved?.segments ?? []).filter(({ id }) => id !== own);
  const compared = chosen.flatMap((id) => others.filter((segment) => segment.id === id));
  const names = [name, ...compared.map((segment) => segment.name)];
  const query = useQuery(
    'segments.overlap',
    compared.length === 0 ? undefined : { filters: [filter, ...compared.map(({ id }) => ({ segment: id }))] },
  );
  const answer = latest(query);
  if (others.length === 0) return null;
  return (
    <section aria-label="Overlap with other segments" aria-busy={query.status === 'loading'} className={cards['card']}>
      <h2 className={cards['caption']}>Overlap with other segments</h2>
      <div className={css['chosen']}>
        {compared.length > 0 && (
          <span className={cx(css['chip'], css['own'])}>
            <span className={css['dot']} data-segment={0} />
            <span className={css['chipText']}>{name}</span>
          </span>
        )}
        {compared.map((segment, index) => (
          <span key={segment.id} className={css['chip']}>
            <span className={css['dot']} data-segment={index + 1} />
            <span className={css['chipText']}>{segment.name}</span>
            <IconButton
              icon={X}
              size="s"
              label={`Leave out ${segment.name}`}
              onClick={() => {
                setChosen(chosen.filter((id) => id !== segment.id));
              }}
            />
          </span>
        ))}
        {compared.length < Math.min(MOST_OTHERS, others.length) && (
          <Combobox
            label="Compare with a segment"
            size="s"
            placeholder="Compare with…"
            searchPlaceholder="Search segments…"
            items={others
              .filter(({ id }) => !chosen.includes(id))
              .map((segment) => ({ value: segment.id, label: segment.name }))}
            onChange={(id) => {
              setChosen([...compared.map((segment) => segment.id), id]);
            }}
          />
        )}
      </div>
      {query.status === 'failed' && <ErrorState compact error={query.error} onRetry={query.refetch} />}
      {compared.length > 0 && answer?.counts.length === 2 ** names.length && (
        <Combinations counts={answer.counts} total={answer.total} names={names} />
      )}
    </section>
  );
}

interface CombinationsProps {
  readonly counts: readonly number[];
  readonly total: number;
  readonly names: readonly string[];
}

function Combinations({ counts, total, names }: CombinationsProps) {
  const rows = overlapRows(counts, total);
  const most = Math.max(1, ...rows.filter(({ mask }) => mask !== 0).map(({ count }) => count));
  return (
    <>
      <ul className={css['also']}>
        {names.slice(1).map((name, index) => (
          <li key={name}>{alsoWords(bothOf(counts, 0, index + 1), sizeOf(counts, 0), name)}</li>
        ))}
      </ul>
      <table className={css['table']}>
        <caption className="visually-hidden">People by the segments they are in</caption>
        <thead>
          <tr>
            {names.map((name, index) => (
              <th key={name} scope="col" title={name}>
                <span className={css['dot']} data-segment={index} />
                <span className="visually-hidden">{name}</span>
              </th>
            ))}
            <th scope="col" className={css['barHead']}>
              people
            </th>
            <th scope="col">
              <span className="visually-hidden">Share of all</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ mask, count, share }) => (
            <tr key={mask} className={cx(mask === 0 && css['none'])} title={combinationWords(mask, names)}>
              {names.map((name, index) => (
                <td key={name} className={css['member']}>
                  <span className={cx(css['dot'], !isIn(mask, index) && css['out'])} data-segment={index} />
                  <span className="visually-hidden">{isIn(mask, index) ? 'in' : 'not in'}</span>
                </td>
              ))}
              <td className={css['bar']}>
                <span className={css['track']}>
                  {mask !== 0 && <span style={{ width: `${(count / most) * 100}%` }} />}
                </span>
                <span className="num">{formatCount(count)}</span>
              </td>
              <td className={cx(css['share'], 'num')}>{formatShare(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css['note']}>
        Each row is the people of exactly these segments; the rows add up to all {formatCount(total)}. Those in none
        have no bar.
      </p>
    </>
  );
}
