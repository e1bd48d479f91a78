// `npm run ui [-- --port N]`: the gallery of all components on a development server, light beside dark.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';

const { values } = parseArgs({ options: { port: { type: 'string', default: '5180' }, open: { type: 'boolean' } } });
const server = await createServer({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  configFile: false,
  plugins: [react()],
  // What the views need beyond the components is not asked for here.
  optimizeDeps: { entries: ['app/gallery/gallery.tsx'] },
  server: { host: '127.0.0.1', port: Number(values.port), open: values.open === true ? '/app/gallery/' : false },
});
await server.listen();
const address = server.httpServer?.address();
const port = typeof address === 'object' && address !== null ? address.port : values.port;
console.log(`Components: http://127.0.0.1:${port}/app/gallery/  (Ctrl+C stops)`);
