/** Goes on to another saved document; what was changed in the one on screen is one step away. */
import { navigate, useNavigation } from '../state/navigation';
import { toast } from '../ui/toast-store';
import type { SavedPlace } from './use-saved-place';

/** `go` shows the other one. */
export function leaveEdited({ document, dirty }: SavedPlace, go: () => void): void {
  const { view, params } = useNavigation.getState();
  go();
  if (document === undefined || !dirty) return;
  toast({
    title: `Changes of «${document.document.name}» are not saved`,
    action: {
      label: 'Back to them',
      run: () => {
        navigate(view, params);
      },
    },
  });
}
