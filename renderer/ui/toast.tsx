/** Shows the messages of the toast store at the lower right, and speaks them. Stands once, in the shell. */
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import { Button } from './button';
import { cx } from './cx';
import { IconButton } from './icon-button';
import css from './toast.module.css';
import { dismissToast, toastStore, type ToastMessage } from './toast-store';

export { toast } from './toast-store';

/** Long enough to read twice. */
const LASTS_MS = 6000;

export function Toaster() {
  const messages = useSyncExternalStore(toastStore.subscribe, toastStore.get);
  return (
    <div role="log" aria-live="polite" aria-label="Messages" className={css['stack']}>
      {messages.map((message) => (
        <Toast key={message.id} message={message} />
      ))}
    </div>
  );
}

const ICONS = { neutral: Info, good: CircleCheck, bad: CircleAlert };

function Toast({ message }: { readonly message: ToastMessage }) {
  const { id, tone, title, text, action } = message;
  useEffect(() => {
    if (tone === 'bad') return;
    const timer = setTimeout(() => {
      dismissToast(id);
    }, LASTS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [id, tone]);
  const Icon = ICONS[tone];
  return (
    <div className={css['toast']}>
      <Icon aria-hidden size={16} className={cx(css['icon'], css[tone])} />
      <div className={css['words']}>
        <p className={css['title']}>{title}</p>
        {text !== undefined && <p className={css['text']}>{text}</p>}
      </div>
      {action && (
        <Button
          size="s"
          variant="ghost"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        icon={X}
        size="s"
        label="Dismiss"
        onClick={() => {
          dismissToast(id);
        }}
      />
    </div>
  );
}
