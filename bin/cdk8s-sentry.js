#!/usr/bin/env node
// Node 22 and newer keep what they compile.
require('node:module').enableCompileCache?.();
require('../lib/commands/main.js');
