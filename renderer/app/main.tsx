/** Entry of the page: styles, the style nonce, then the shell. */
import '../ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ensure } from '../../shared/base/assert';
import { installCspNonce } from '../ui/csp-nonce';
import { App } from './app';

installCspNonce();
createRoot(ensure(document.getElementById('root'), 'The element #root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
