#!/usr/bin/env node
// What `npx keepwatch` runs in a clone. npm caches a link to this very path: it never moves.
require('tsx/cjs');
require('./cli.ts');
