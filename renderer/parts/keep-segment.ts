/** Saves a filter over persons as a segment, and leads there. */
import type { AppError } from '../../shared/contract/errors';
import type { Filter } from '../../shared/model/filter';
import { navigate } from '../state/navigation';
import { toast } from '../ui/toast-store';
import type { Naming } from './name-dialog';
import { createSaved } from './saved';

/** Answers what is wrong, for the dialog that asked for the name. */
export async function keepSegment({ name, description }: Naming, filter: Filter): Promise<AppError | undefined> {
  const answer = await createSaved('segment', name, (id) => ({
    kind: 'segment',
    document: { version: 1, id, name, ...(description === undefined ? {} : { description }), filter },
  }));
  if (!answer.ok) return answer.error;
  toast({
    tone: 'good',
    title: `The segment «${name}» is saved`,
    action: {
      label: 'Open',
      run: () => {
        navigate('segments', { saved: answer.value });
      },
    },
  });
  return undefined;
}
