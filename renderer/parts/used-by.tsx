/** What refers to a segment or an action: each is a link, and while there are any it cannot be deleted. */
import { openSaved } from './open-saved';
import css from './parts.module.css';
import { documentsOf, useSaved } from './saved';
import { usersOf } from './saved-users';

export interface UsedByProps {
  readonly kind: 'segment' | 'action';
  readonly id: string;
}

export function UsedBy({ kind, id }: UsedByProps) {
  const saved = useSaved();
  const users = saved === undefined ? [] : usersOf(documentsOf(saved), kind, id);
  if (users.length === 0) return null;
  return (
    <p className={css['usedBy']}>
      Used by{' '}
      {users.map((user, index) => (
        <span key={`${user.kind}-${user.document.id}`}>
          {index > 0 && ', '}
          <button
            type="button"
            className={css['link']}
            onClick={() => {
              openSaved(user);
            }}
          >
            {user.document.name}
          </button>{' '}
          ({user.kind})
        </span>
      ))}
    </p>
  );
}
