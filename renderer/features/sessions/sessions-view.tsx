/** Sessions: the list, or the one that the address names. */
import { useNavigation } from '../../state/navigation';
import { SessionList } from './session-list';
import { SessionPage } from './session-page';

export function SessionsView() {
  const session = useNavigation((state) => state.params['session']);
  const person = useNavigation((state) => state.params['person']);
  return session === undefined ? <SessionList person={person} /> : <SessionPage key={session} session={session} />;
}
