/** One series in the editor. */
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Matcher } from '../../../shared/model/filter';
import { hasMatcherBody, MatcherBody, MatcherHead } from '../../parts/matcher-editor';
import { isSeveral } from '../../parts/matcher-model';
import { matcherEvent, matcherTitle } from '../../parts/matcher-words';
import { IconButton } from '../../ui/icon-button';
import { focusNow } from '../../ui/focus-now';
import { Menu } from '../../ui/menu';
import { TextField } from '../../ui/text-field';
import css from './editor.module.css';
import { MeasurePicker } from './measure-picker';
import { seriesLetter } from './trends-words';

type Series = TrendsSpec['series'][number];

export interface SeriesCardProps {
  /** From 0. */
  readonly index: number;
  readonly series: Series;
  readonly canRemove: boolean;
  readonly onChange: (series: Series, mergeKey?: string) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

export function SeriesCard({ index, series, canRemove, onChange, onDuplicate, onRemove }: SeriesCardProps) {
  const [naming, setNaming] = useState(false);
  const [adding, setAdding] = useState(false);
  const { match, math, label } = series;
  const letter = seriesLetter(index);
  const part = {
    label: `Event of series ${letter}`,
    about: `series ${letter}`,
    value: match,
    onChange: (next: Matcher) => {
      // A name was given to the event; with another one it would be wrong.
      const isOther = !isSeveral(match) && !isSeveral(next) && matcherTitle(match) !== matcherTitle(next);
      onChange(isOther ? { match: next, math } : { ...series, match: next });
    },
  };
  return (
    <li className={css['card']}>
      <div className={css['head']}>
        <span aria-hidden className={css['letter']}>
          {letter}
        </span>
        <MatcherHead {...part} />
        <Menu
          align="end"
          trigger={<IconButton icon={MoreHorizontal} size="s" label={`More for series ${letter}`} />}
          items={[
            {
              label: 'Or another event…',
              movesFocus: true,
              onSelect: () => {
                setAdding(true);
              },
            },
            {
              label: label === undefined ? 'Name this series' : 'Change the name',
              movesFocus: true,
              onSelect: () => {
                setNaming(true);
              },
            },
            { label: 'Duplicate', onSelect: onDuplicate },
            { type: 'separator' },
            { label: 'Remove series', danger: true, disabled: !canRemove, onSelect: onRemove },
          ]}
        />
      </div>
      <div className={css['body']}>
        {(naming || label !== undefined) && (
          <TextField
            label={`Name of series ${letter}`}
            hideLabel
            size="s"
            placeholder="Name"
            {...(naming ? { ref: focusNow } : {})}
            value={label ?? ''}
            onChange={(text) => {
              onChange({ ...series, label: text === '' ? undefined : text }, `label-${index}`);
            }}
            onBlur={() => {
              setNaming(false);
            }}
          />
        )}
        <MeasurePicker
          label={`Measure of series ${letter}`}
          event={matcherEvent(match)}
          value={math}
          onChange={(next) => {
            onChange({ ...series, math: next });
          }}
        />
        {hasMatcherBody(match, adding) && (
          <MatcherBody
            {...part}
            adding={adding}
            onAdded={() => {
              setAdding(false);
            }}
          />
        )}
      </div>
    </li>
  );
}
