// Installs and builds what is missing or old, in a process of its own: what a build takes of memory goes with it.
import { install } from './install.mjs';

// who asked for it holds the other end of standard input; nobody waits for a build whose asker is gone
process.stdin.on('end', () => process.exit(1)).resume();
install();
const { buildPages, bundle } = await import('./bundle.mjs');
await Promise.all([bundle(), buildPages()]);
process.exit(0);
