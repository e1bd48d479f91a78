/** Loaded before the app's main: from here on, `import … from 'electron'` gives the stand-in. */
import { register } from 'node:module';

register(new URL('./hooks.js', import.meta.url));
