/** One id of the graph: what it is, how long it was seen, and the ways to part with it or go where it belongs. */
import { Split, UserRound } from 'lucide-react';
import type { IdentityGraph as Graph } from '../../../../shared/contract/identity';
import type { DraftDecision } from '../../../../shared/model/identity';
import { ROLE_WORDS } from '../../../parts/identity-words';
import { navigate } from '../../../state/navigation';
import { Badge } from '../../../ui/badge';
import { Button } from '../../../ui/button';
import { formatCount } from '../../../ui/number-format';
import { formatDateTime } from '../../../ui/time-format';
import css from './evidence-panel.module.css';
import type { Link } from './graph-layout';
import own from './node-panel.module.css';

export interface NodePanelProps {
  readonly graph: Graph;
  readonly links: readonly Link[];
  /** Into the graph's nodes. */
  readonly index: number;
  readonly timezone: string;
  readonly onDraft: (draft: DraftDecision) => void;
}

export function NodePanel({ graph, links, index, timezone, onDraft }: NodePanelProps) {
  const node = graph.nodes[index];
  if (node === undefined) return null;
  const followed = links.filter((link) => link.state !== 'refused' && (link.a === index || link.b === index));
  const pairs = followed.flatMap((link) => {
    const other = graph.nodes[link.a === index ? link.b : link.a];
    return other === undefined ? [] : [{ a: { role: node.role, id: node.id }, b: { role: other.role, id: other.id } }];
  });
  const owner = node.person;
  return (
    <section aria-label="Id" className={css['panel']}>
      <header className={css['head']}>
        <Badge tone={node.role === 'user' ? 'accent' : 'neutral'}>{ROLE_WORDS[node.role]}</Badge>
        <h3 className={css['pair']}>
          <span title={node.id}>{node.id}</span>
        </h3>
        {!node.inside && (
          <p className={css['words']}>
            {owner === undefined ? 'Not of this person.' : `Not of this person: it belongs to ${owner}.`}
          </p>
        )}
      </header>
      <dl className={own['facts']}>
        <div>
          <dt>Events of its own</dt>
          <dd className="num">{formatCount(node.events)}</dd>
        </div>
        <div>
          <dt>First seen</dt>
          <dd>{node.firstSeen === undefined ? 'only named by others' : formatDateTime(node.firstSeen, timezone)}</dd>
        </div>
        {node.lastSeen !== undefined && (
          <div>
            <dt>Last seen</dt>
            <dd>{formatDateTime(node.lastSeen, timezone)}</dd>
          </div>
        )}
        <div>
          <dt>Links followed</dt>
          <dd className="num">{formatCount(followed.length)}</dd>
        </div>
      </dl>
      <div className={css['actions']}>
        {node.inside && pairs.length > 0 && (
          <Button
            size="s"
            icon={Split}
            onClick={() => {
              onDraft({ kind: 'split', pairs });
            }}
          >
            Not of this person
          </Button>
        )}
        {!node.inside && owner !== undefined && (
          <Button
            size="s"
            icon={UserRound}
            onClick={() => {
              navigate('people', { person: owner, tab: 'identity' });
            }}
          >
            Open that person
          </Button>
        )}
      </div>
    </section>
  );
}
