#!/usr/bin/env node
// The command as npm links it.
require('../lib/command/main.js');
