/** The links of a person with more ids than a picture can hold, one below the other. */
import { useMemo } from 'react';
import type { IdentityGraph as Graph } from '../../../../shared/contract/identity';
import { REFUSAL_WORDS, STATEMENT_WORDS } from '../../../parts/identity-words';
import { Badge } from '../../../ui/badge';
import { DataTable, type DataColumn } from '../../../ui/data-table';
import { formatDateTime } from '../../../ui/time-format';
import type { Link } from './graph-layout';
import css from './identity-tab.module.css';

export interface LinkListProps {
  readonly graph: Graph;
  readonly links: readonly Link[];
  readonly timezone: string;
  readonly selected: number | undefined;
  readonly onSelect: (link: number) => void;
}

export function LinkList({ graph, links, timezone, selected, onSelect }: LinkListProps) {
  const columns = useMemo(
    (): readonly DataColumn<Link>[] => [
      { id: 'a', header: 'Id', width: 150, grow: true, render: ({ a }) => graph.nodes[a]?.id },
      { id: 'b', header: 'Linked with', width: 150, grow: true, render: ({ b }) => graph.nodes[b]?.id },
      {
        id: 'kinds',
        header: 'By',
        width: 176,
        render: ({ kinds }) => kinds.map((kind) => STATEMENT_WORDS[kind]).join(', '),
      },
      { id: 'first', header: 'First', width: 140, render: ({ first }) => formatDateTime(first, timezone) },
      {
        id: 'state',
        header: 'State',
        width: 150,
        render: ({ state, reason }) =>
          state === 'joined' ? (
            <Badge tone="good">joined</Badge>
          ) : state === 'shared' ? (
            <Badge tone="warn">used in turn</Badge>
          ) : (
            <Badge tone="bad">{reason === undefined ? 'not followed' : REFUSAL_WORDS[reason].short}</Badge>
          ),
      },
    ],
    [graph, timezone],
  );
  return (
    <div className={css['linkList']}>
      <DataTable
        label="Links between ids"
        columns={columns}
        rowCount={links.length}
        getRow={(index) => links[index]}
        selected={selected}
        onRowClick={(_, index) => {
          onSelect(index);
        }}
      />
    </div>
  );
}
