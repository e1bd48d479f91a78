/** The rows of a correlation: what, how much, how sure; each figure opens its persons. */
import { Ellipsis, Filter as FilterIcon, ListPlus, ShieldMinus, Users } from 'lucide-react';
import { useState, type CSSProperties } from 'react';
import type { CorrelationCell, CorrelationResult, CorrelationRow } from '../../../shared/insights/correlation/spec';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuItem } from '../../ui/menu';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { Tooltip } from '../../ui/tooltip';
import {
  certaintyWords,
  isFinding,
  oddsWords,
  sectionsOf,
  shareWords,
  type GroupWords,
  type Subject,
  subjectKey,
  subjectOf,
  subjectWords,
  testWords,
  valueWords,
} from './correlation-words';
import css from './correlation.module.css';
import { factorWords, logAxis, type LogAxis } from './log-axis';

/** What can be made of a row; each is offered where it is there. */
export interface RowEdits {
  readonly onStep?: ((subject: Subject) => void) | undefined;
  readonly onExclude?: ((subject: Subject) => void) | undefined;
  readonly onFilter?: ((subject: Subject) => void) | undefined;
}

export interface CorrelationTableProps extends RowEdits {
  readonly result: CorrelationResult;
  readonly words: GroupWords;
  readonly onOpen: (cell: CorrelationCell) => void;
}

const SHOWN = 8;

export function CorrelationTable({ result, words, ...row }: CorrelationTableProps) {
  const { more, less, rest } = sectionsOf(result);
  const axis = logAxis([...more, ...less, ...rest.slice(0, SHOWN)].map(({ oddsRatio }) => oddsRatio));
  const common = { axis, words, tested: result.tested, ...row };
  return (
    <div className={css['table']}>
      <Head axis={axis} />
      <Section title={words.moreTitle} rows={more} {...common} />
      <Section title={words.lessTitle} rows={less} {...common} />
      <Section title="No clear difference" rows={rest} {...common} shut={more.length + less.length > 0} />
    </div>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
const vars = (values: Record<`--${string}`, string>): CSSProperties => values as CSSProperties;

/** Not read out: each row says in words what its figures are. */
function Head({ axis }: { readonly axis: LogAxis }) {
  return (
    <div className={css['head']} aria-hidden>
      <span />
      <span className={css['axis']}>
        {axis.ticks.map((tick) => (
          <span key={tick} style={vars({ '--at': percent(axis.at(tick)) })}>
            {factorWords(tick)}
          </span>
        ))}
      </span>
      <span>Odds</span>
      <span className={css['headShares']}>How many did it</span>
      <span>Difference</span>
    </div>
  );
}

interface SectionProps extends RowEdits {
  readonly title: string;
  readonly rows: readonly CorrelationRow[];
  readonly axis: LogAxis;
  readonly words: GroupWords;
  readonly tested: number;
  /** Shows no rows until asked. */
  readonly shut?: boolean;
  readonly onOpen: (cell: CorrelationCell) => void;
}

function Section({ title, rows, shut = false, ...rest }: SectionProps) {
  const [shown, setShown] = useState(shut ? 0 : SHOWN);
  if (rows.length === 0) return null;
  const next = Math.min(rows.length - shown, shown === 0 ? SHOWN : 25);
  return (
    <section aria-label={title} className={css['section']}>
      <h4 className={css['sectionTitle']}>
        {title} <span className={css['faint']}>{formatCount(rows.length)}</span>
      </h4>
      <ul>
        {rows.slice(0, shown).map((row) => (
          <Row key={subjectKey(row)} row={row} {...rest} />
        ))}
      </ul>
      {next > 0 && (
        <Button
          variant="ghost"
          size="s"
          onClick={() => {
            setShown(shown + next);
          }}
        >
          {shown === 0 ? `Show ${formatCount(next)}` : `Show ${formatCount(next)} more`}
        </Button>
      )}
    </section>
  );
}

type RowProps = Omit<SectionProps, 'title' | 'rows' | 'shut'> & { readonly row: CorrelationRow };

function Row({ row, axis, words, tested, onOpen, ...edits }: RowProps) {
  const subject = subjectOf(row);
  const name = subjectWords(row);
  const value = valueWords(row);
  const [low, high] = row.interval;
  const open = (did: boolean, converted: boolean) => (): void => {
    onOpen({ ...subject, did, converted });
  };
  return (
    <li className={css['row']} data-finding={isFinding(row)} data-direction={row.oddsRatio > 1 ? 'more' : 'less'}>
      <span className={css['name']}>
        {row.event !== undefined && <EventName name={row.event} />}
        {value !== undefined && <span className={css['value']}>{value}</span>}
      </span>
      <Tooltip text={`${oddsWords(row)}. ${shareWords(row, words)}.`}>
        <span className={css['whisker']} role="img" aria-label={oddsWords(row)} tabIndex={-1}>
          <span
            className={css['line']}
            style={vars({ '--from': percent(axis.at(low)), '--to': percent(axis.at(high)) })}
          />
          <span className={css['dot']} style={vars({ '--at': percent(axis.at(row.oddsRatio)) })} />
        </span>
      </Tooltip>
      <strong className={css['odds']}>{factorWords(row.oddsRatio)}</strong>
      <span className={css['shares']}>
        <span>
          <Share share={row.shareOfConverted} count={row.counts.withConverted} onOpen={open(true, true)} name={name} />
          {` of ${words.yes} ${row.event === undefined ? 'were so' : 'did it'},`}
        </span>
        <span>
          <Share share={row.shareOfNot} count={row.counts.withNot} onOpen={open(true, false)} name={name} />
          {` of ${words.no}`}
        </span>
      </span>
      <Tooltip text={testWords(row, tested)}>
        <span className={css['sure']} tabIndex={-1}>
          <Badge tone={isFinding(row) ? (row.oddsRatio > 1 ? 'good' : 'bad') : 'neutral'}>{certaintyWords(row)}</Badge>
        </span>
      </Tooltip>
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} size="s" label={`What to do with ${name}`} />}
        items={[...personItems(row, words, open), ...editItems(subject, edits)]}
      />
    </li>
  );
}

interface ShareProps {
  readonly share: number | undefined;
  readonly count: number;
  readonly name: string;
  readonly onOpen: () => void;
}

function Share({ share, count, name, onOpen }: ShareProps) {
  return (
    <button
      type="button"
      className={css['open']}
      disabled={count === 0}
      aria-label={`${name}: ${formatShare(share)}, ${formatPlural(count, 'person', 'people')}. Show them.`}
      onClick={onOpen}
    >
      {formatShare(share)}
    </button>
  );
}

function personItems(
  { counts, event }: CorrelationRow,
  words: GroupWords,
  open: (did: boolean, converted: boolean) => () => void,
): MenuItem[] {
  const [did, not] = event === undefined ? ['It is so', 'It is not so'] : ['Did it', 'Did not do it'];
  const item = (label: string, group: string, count: number, onSelect: () => void): MenuItem => ({
    label: `${label}, of ${group}: ${formatCount(count)}`,
    icon: Users,
    disabled: count === 0,
    onSelect,
  });
  return [
    { type: 'heading', label: 'Show the people' },
    item(did, words.yes, counts.withConverted, open(true, true)),
    item(did, words.no, counts.withNot, open(true, false)),
    item(not, words.yes, counts.withoutConverted, open(false, true)),
    item(not, words.no, counts.withoutNot, open(false, false)),
  ];
}

function editItems(subject: Subject, { onStep, onExclude, onFilter }: RowEdits): MenuItem[] {
  const item = (label: string, icon: typeof Users, onSelect: ((subject: Subject) => void) | undefined): MenuItem[] =>
    onSelect === undefined
      ? []
      : [
          {
            label,
            icon,
            onSelect: () => {
              onSelect(subject);
            },
          },
        ];
  const isEvent = subject.event !== undefined;
  const items = [
    ...(isEvent ? item('Add as a step before the last', ListPlus, onStep) : []),
    ...(isEvent ? item('Leave out who did it on the way', ShieldMinus, onExclude) : []),
    ...item(isEvent ? 'Only people who did it' : 'Only people of whom it is so', FilterIcon, onFilter),
  ];
  return items.length === 0 ? [] : [{ type: 'separator' }, ...items];
}
