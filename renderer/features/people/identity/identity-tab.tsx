/** Why a person is one person: its ids, what joined them, what was refused, and what one can decide about it. */
import { Lock, LockOpen, Merge, MousePointerClick } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Profile } from '../../../../shared/contract/people';
import type { DraftDecision } from '../../../../shared/model/identity';
import { latest, useQuery } from '../../../data/use-query';
import { undoDecision } from '../../../parts/decide';
import { Badge } from '../../../ui/badge';
import { Button } from '../../../ui/button';
import { ErrorState } from '../../../ui/error-state';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { Skeleton } from '../../../ui/skeleton';
import panel from '../overview/overview.module.css';
import { DecisionDialog } from './decision-dialog';
import { EvidencePanel } from './evidence-panel';
import { linksOf, MOST_DRAWN, type Link } from './graph-layout';
import { IdentityGraph, type Selection } from './identity-graph';
import css from './identity-tab.module.css';
import { LinkList } from './link-list';
import { MergeDialog } from './merge-dialog';
import { NodePanel } from './node-panel';
import { SharedDevices } from './shared-devices';

export interface IdentityTabProps {
  readonly profile: Profile;
  readonly timezone: string;
  readonly onEvent: (eid: number) => void;
}

export function IdentityTab({ profile, timezone, onEvent }: IdentityTabProps) {
  const query = useQuery('identity.graph', { person: profile.person });
  const graph = latest(query);
  const links = useMemo(() => (graph === undefined ? [] : linksOf(graph)), [graph]);
  const [selected, setSelected] = useState<Selection>();
  const [draft, setDraft] = useState<DraftDecision>();
  const [merging, setMerging] = useState(false);

  if (graph === undefined) {
    return query.status === 'failed' ? (
      <ErrorState error={query.error} title="The ids cannot be shown" onRetry={query.refetch} />
    ) : (
      <Skeleton lines={6} height={22} />
    );
  }
  const inside = graph.nodes.filter((node) => node.inside);
  const count = (state: Link['state']): number => links.filter((each) => each.state === state).length;
  const refused = count('refused');
  const link = selected !== undefined && 'link' in selected ? links[selected.link] : undefined;
  const isDrawn = graph.nodes.length <= MOST_DRAWN;

  return (
    <div className={css['columns']}>
      <section aria-label="Ids" className={panel['panel']}>
        <header className={panel['head']}>
          <h2>Ids</h2>
          <span className={panel['note']}>
            {formatPlural(inside.length, 'id')}, {formatPlural(count('joined'), 'link')}
            {refused > 0 && `, ${formatCount(refused)} refused`}
          </span>
          {graph.locked && <Badge tone="warn">locked</Badge>}
          <span className={css['actions']}>
            <Button
              size="s"
              icon={Merge}
              onClick={() => {
                setMerging(true);
              }}
            >
              Merge with…
            </Button>
            <LockButton profile={profile} locked={graph.locked} onDraft={setDraft} />
          </span>
        </header>
        {graph.truncated && (
          <p className={css['none']}>This person has more ids than can be shown; these are the first 2,000.</p>
        )}
        {isDrawn ? (
          <IdentityGraph graph={graph} links={links} selected={selected} onSelect={setSelected} />
        ) : (
          <LinkList
            graph={graph}
            links={links}
            timezone={timezone}
            selected={selected !== undefined && 'link' in selected ? selected.link : undefined}
            onSelect={(index) => {
              setSelected({ link: index });
            }}
          />
        )}
        {isDrawn && links.length > 0 && <Legend hasShared={count('shared') > 0} hasRefused={refused > 0} />}
        <SharedDevices graph={graph} timezone={timezone} />
      </section>
      <aside aria-label="About the selection" className={panel['panel']}>
        {link !== undefined && (
          <EvidencePanel
            key={`${link.a} ${link.b}`}
            graph={graph}
            link={link}
            timezone={timezone}
            onEvent={onEvent}
            onDraft={setDraft}
          />
        )}
        {selected !== undefined && 'node' in selected && (
          <NodePanel graph={graph} links={links} index={selected.node} timezone={timezone} onDraft={setDraft} />
        )}
        {link === undefined && (selected === undefined || 'link' in selected) && (
          <p className={css['hint']}>
            <MousePointerClick aria-hidden size={15} />
            {links.length === 0
              ? 'This person has a single id, and nothing in the data links it with another.'
              : 'Choose a link to see the events that made it, or an id to see what it is.'}
          </p>
        )}
      </aside>
      {draft !== undefined && (
        <DecisionDialog
          draft={draft}
          onClose={() => {
            setDraft(undefined);
          }}
        />
      )}
      {merging && (
        <MergeDialog
          profile={profile}
          timezone={timezone}
          onClose={() => {
            setMerging(false);
          }}
          onDraft={(next) => {
            setMerging(false);
            setDraft(next);
          }}
        />
      )}
    </div>
  );
}

interface LockButtonProps {
  readonly profile: Profile;
  readonly locked: boolean;
  readonly onDraft: (draft: DraftDecision) => void;
}

const NOTHING = {};

function LockButton({ profile, locked, onDraft }: LockButtonProps) {
  const decisions = latest(useQuery('identity.decisions', locked ? NOTHING : undefined));
  const own = decisions?.findLast(
    (decision) =>
      decision.kind === 'lock' &&
      decision.ids.some(({ role, id }) => profile.ids.some((each) => each.id === id && each.role === role)),
  );
  if (!locked) {
    return (
      <Button
        size="s"
        icon={Lock}
        title="These ids stay together, and nothing joins or leaves them"
        onClick={() => {
          onDraft({ kind: 'lock', ids: [...profile.ids] });
        }}
      >
        Lock
      </Button>
    );
  }
  return (
    <Button
      size="s"
      icon={LockOpen}
      disabled={own === undefined}
      onClick={() => {
        if (own !== undefined) void undoDecision(own);
      }}
    >
      Unlock
    </Button>
  );
}

function Legend({ hasShared, hasRefused }: { readonly hasShared: boolean; readonly hasRefused: boolean }) {
  return (
    <ul aria-hidden className={css['legend']}>
      <li>
        <span className={css['solid']} /> joined
      </li>
      <li>
        <span className={css['byHand']} /> joined by hand
      </li>
      {hasShared && (
        <li>
          <span className={css['dotted']} /> used in turn
        </li>
      )}
      {hasRefused && (
        <li>
          <span className={css['dashed']} /> kept apart
        </li>
      )}
    </ul>
  );
}
