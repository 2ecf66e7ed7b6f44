#!/usr/bin/env node
// The same way in as `npm run shopctl`: the bootstrap brings dependencies and the Node that strips types.
process.argv.splice(2, 0, 'shopctl');
await import('../../bootstrap.mjs');
