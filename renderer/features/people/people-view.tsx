/** People: the list, or the person that the address names. */
import { useNavigation } from '../../state/navigation';
import { PeopleList } from './people-list';
import { PersonPage } from './person-page';

export function PeopleView() {
  const person = useNavigation((state) => state.params['person']);
  return person === undefined ? <PeopleList /> : <PersonPage key={person} person={person} />;
}
