/** A button that chooses what paths begin or end at or pass over: a page, an event or a value, as the paths go. */
import { Plus } from 'lucide-react';
import { foldIds } from '../../../shared/insights/clean-names';
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import type { Matcher } from '../../../shared/model/filter';
import { useValueItems } from '../../parts/catalog';
import { EventPicker } from '../../parts/event-picker';
import { Combobox } from '../../ui/combobox';
import { Button } from '../../ui/button';
import { namedProperty, nodeMatcher } from './node-matcher';

export interface MatcherAdderProps {
  readonly label: string;
  readonly of: PathsSpec['of'];
  readonly onAdd: (matcher: Matcher) => void;
}

export function MatcherAdder({ label, of, onAdd }: MatcherAdderProps) {
  const words = of === 'events' ? 'Choose an event' : of === 'pages' ? 'Choose a page' : 'Choose a value';
  const trigger = (
    <Button variant="ghost" size="s" icon={Plus} aria-label={label}>
      {words}
    </Button>
  );
  if (of !== 'events') return <ValueAdder label={label} of={of} onAdd={onAdd} trigger={trigger} />;
  return <EventPicker label={label} value={undefined} trigger={trigger} onChange={onAdd} />;
}

interface ValueAdderProps extends MatcherAdderProps {
  readonly of: Exclude<PathsSpec['of'], 'events'>;
  readonly trigger: React.ReactNode;
}

function ValueAdder({ label, of, onAdd, trigger }: ValueAdderProps) {
  const { items, loading, onSearch } = useValueItems(namedProperty(of));
  return (
    <Combobox
      label={label}
      items={items}
      loading={loading}
      onSearch={onSearch}
      searchPlaceholder={of === 'pages' ? 'Search pages…' : 'Search values…'}
      trigger={trigger}
      onChange={(value) => {
        const matcher = nodeMatcher(of, of === 'pages' ? foldIds(value) : value);
        if (matcher !== undefined) onAdd(matcher);
      }}
    />
  );
}
