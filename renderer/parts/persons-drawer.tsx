/** Opens a number down to its persons, or to the groups it counts: who, when, and by which events they count. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Users } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { DrillRef } from '../../shared/contract/commands';
import { canonicalJson } from '../../shared/base/canonical-json';
import { latest } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import { Drawer } from '../ui/drawer';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { formatPlural } from '../ui/number-format';
import { Skeleton } from '../ui/skeleton';
import { GroupCard, groupCardHeight } from './group-card';
import { drilledNouns } from './group-words';
import { KeepPersons } from './keep-persons';
import { PersonCard, personCardHeight, type PersonCardProps } from './person-card';
import css from './persons-drawer.module.css';
import { type DrilledRow, usePersons } from './use-persons';

/** What to open, and how to say it. */
export interface PersonsQuestion {
  readonly drill: DrillRef;
  /** Such as «Signed up, then did not pay». */
  readonly title: string;
  readonly subtitle?: string;
  /** What the events in each card are, such as «The events of the chain». */
  readonly evidence: string;
}

export interface PersonsDrawerProps {
  readonly question: PersonsQuestion | undefined;
  /** Of the data that the number was computed from; the persons follow it. */
  readonly dataVersion: number | undefined;
  readonly onClose: () => void;
  /** Above the list: which of the persons, such as those who came back or those who did not. */
  readonly choice?: ReactNode;
}

export function PersonsDrawer({ question, dataVersion, onClose, choice }: PersonsDrawerProps) {
  const persons = usePersons(question?.drill, dataVersion);
  const [one, many] = question === undefined ? ['person', 'persons'] : drilledNouns(question.drill.spec);
  const total = persons.total === undefined ? 'Looking…' : formatPlural(persons.total, one, many);
  return (
    <Drawer
      id="persons"
      open={question !== undefined}
      onClose={onClose}
      title={question?.title ?? ''}
      actions={
        question !== undefined &&
        persons.total !== undefined &&
        persons.total > 0 && (
          <KeepPersons
            // Asked of another number, a dialog that is open would save other people.
            key={canonicalJson(question.drill)}
            drill={question.drill}
            total={persons.total}
            words={[total, question.subtitle].filter(Boolean).join(', ')}
            title={question.title}
            arePersons={!persons.rows.some((row) => 'key' in row)}
          />
        )
      }
      subtitle={
        <span className="num">
          {total}
          {question?.subtitle !== undefined && ` · ${question.subtitle}`}
        </span>
      }
    >
      {choice !== undefined && <div className={css['choice']}>{choice}</div>}
      {persons.status === 'failed' && persons.error && (
        <ErrorState compact error={persons.error} onRetry={persons.retry} />
      )}
      {persons.status === 'loading' && (
        <div className={css['loading']}>
          <Skeleton lines={8} height={18} />
        </div>
      )}
      {persons.total === 0 && (
        <EmptyState compact icon={Users} title="Nobody" text={`No ${one} is behind this number.`} />
      )}
      {persons.rows.length > 0 && question && (
        <PersonList key={question.title} persons={persons} evidence={question.evidence} />
      )}
    </Drawer>
  );
}

interface PersonListProps {
  readonly persons: ReturnType<typeof usePersons>;
  readonly evidence: string;
}

function PersonList({ persons, evidence }: PersonListProps) {
  const { rows, total = 0, loadMore } = persons;
  const zone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const scroller = useRef<HTMLDivElement>(null);
  const [openIndex, setOpenIndex] = useState<number>();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => cardHeight(rows[index], index === openIndex),
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, openIndex]);
  useEffect(() => {
    if (last >= rows.length - 20 && rows.length < total) loadMore();
  });
  return (
    <div ref={scroller} className={css['scroller']}>
      <ul className={css['list']} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <li
                key={item.key}
                className={css['place']}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <Card
                  row={row}
                  zone={zone}
                  evidence={evidence}
                  open={item.index === openIndex}
                  onToggle={() => {
                    setOpenIndex(item.index === openIndex ? undefined : item.index);
                  }}
                />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function cardHeight(row: DrilledRow | undefined, open: boolean): number {
  return row !== undefined && 'key' in row ? groupCardHeight(row, open) : personCardHeight(row, open);
}

type CardProps = Omit<PersonCardProps, 'row'> & { readonly row: DrilledRow };

function Card({ row, ...rest }: CardProps) {
  return 'key' in row ? <GroupCard row={row} {...rest} /> : <PersonCard row={row} {...rest} />;
}
