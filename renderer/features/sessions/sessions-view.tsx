/** Sessions: the list, or the one that the address names. */
import { useNavigation } from '../../state/navigation';
import { SessionList } from './session-list';
import { SessionPage } from './session-page';

export function SessionsView() {
  const session = useNavigation((state) => state.params['session']);
  return session === undefined ? <SessionList /> : <SessionPage key={session} session={session} />;
}
