/** Ids that are linked to more others than the workspace allows: usually a constant that code sends by mistake. */
import { Flame } from 'lucide-react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { ROLE_WORDS } from '../../parts/identity-words';
import { navigate } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/number-format';
import css from './hot-ids.module.css';

export function HotIds({ hotIds }: { readonly hotIds: CommandOutput<'identity.summary'>['hotIds'] }) {
  if (hotIds.length === 0) {
    return (
      <EmptyState
        icon={Flame}
        title="No id is linked to too many others"
        text="An id that meets hundreds of others is a constant, not a person. Such ids are never followed, and would stand here."
      />
    );
  }
  const most = hotIds[0]?.links ?? 1;
  return (
    <div className={css['root']}>
      <p className={css['intro']}>
        Each of these meets more ids than one person can have, so none of their links is followed. Look for the code
        that sends a constant as an id. The limit is in the settings.
      </p>
      <ol className={css['list']}>
        {hotIds.map(({ id: { role, id }, links }) => (
          <li key={`${role} ${id}`}>
            <button
              type="button"
              className={css['row']}
              onClick={() => {
                navigate('people', { person: id, tab: 'identity' });
              }}
            >
              <span aria-hidden className={css['fill']} style={{ width: `${(links / most) * 100}%` }} />
              <Badge>{ROLE_WORDS[role]}</Badge>
              <span className={css['id']}>{id}</span>
              <span className={css['links']}>{formatCount(links)} ids</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
