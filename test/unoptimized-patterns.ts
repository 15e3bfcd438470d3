import { setFlagsFromString } from 'node:v8';

// V8 compiles patterns without its optimizations once a process has compiled a megabyte of them. What repeats in them
// then takes memory for each step, and 64 MB are all there is: tests find it out, not a process that has run long.
setFlagsFromString('--no-regexp-optimization');
