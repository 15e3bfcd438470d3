#!/usr/bin/env node
// What `npx keepwatch` runs in a clone. npm caches a link to this path, so it must not move.
require('tsx/cjs');
require('./cli.ts');
